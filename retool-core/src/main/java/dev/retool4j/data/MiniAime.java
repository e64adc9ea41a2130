package dev.retool4j.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// AIME-like problems made on this machine: integer answers from 0 to 999, many families, many wordings, seeded.
///
/// Easy families need a short written working only; the hard ones need the interpreter. Training, validation and test problems differ
/// in their numbers ([Split]) and their wordings ([Wording]). A problem is addressed by seed and index, so that a stream can go on where
/// it stopped. Tags of a problem: `family`, `level` (`easy` or `hard`), `split`, and `numbers` (`a=37,b=29`), from which [#worked] knows
/// its solution again.
public final class MiniAime {
    private static final String ID = "mini-aime";

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final List<String> names;

    /// All families.
    public MiniAime() {
        this(Stream.concat(HardFamilies.ALL.stream(), EasyFamilies.ALL.stream()).toList());
    }

    MiniAime(List<Family> families) {
        families.forEach(family -> this.families.put(family.name(), family));
        names = List.copyOf(this.families.keySet());
    }

    /// Names of the families, hard ones first.
    public List<String> families() {
        return names;
    }

    /// Names of the families that need no interpreter.
    public List<String> easyFamilies() {
        return names.stream().filter(name -> family(name).easy()).toList();
    }

    /// Problem number `index` of a stream, of a random family.
    public Problem problem(Split split, Wording wording, long seed, long index) {
        var random = Seeds.random(seed, index);
        return problem(split, wording, names.get(random.nextInt(names.size())), random, index);
    }

    /// Problem number `index` of a stream of one family.
    public Problem problem(Split split, Wording wording, String family, long seed, long index) {
        return problem(split, wording, family, Seeds.random(seed, index), index);
    }

    /// An endless stream of problems in the split's own wording.
    public Stream<Problem> stream(Split split, long seed) {
        return Stream.iterate(0L, i -> i + 1).map(i -> problem(split, Wording.of(split), seed, i));
    }

    /// A set for evaluation in the split's own wording.
    public List<Problem> set(Split split, int count, long seed) {
        return set(split, Wording.of(split), count, seed);
    }

    /// A set for evaluation: the families in turn, no question twice.
    public List<Problem> set(Split split, Wording wording, int count, long seed) {
        var problems = new ArrayList<Problem>(count);
        var questions = new HashSet<String>();
        long index = 0;
        for (long tries = 0; problems.size() < count; tries++) {
            if (tries > 1000L + 100L * count)
                throw new IllegalArgumentException("there are not " + count + " different " + split.label() + " problems");
            var name = names.get(problems.size() % names.size());
            var drawn = problem(split, wording, name, Seeds.random(seed, tries), index);
            if (!questions.add(drawn.question())) continue;
            problems.add(drawn);
            index++;
        }
        return problems;
    }

    Problem problem(Split split, Wording wording, String name, RandomGenerator random, long index) {
        var family = family(name);
        var numbers = family.draw().apply(new Draw(random, split));
        var tags = Map.of("family", name, "level", family.easy() ? "easy" : "hard", "split", split.label(), "numbers",
                numbers.toString());
        var id = String.format(Locale.ROOT, "%s-%s/%s/%06d", ID, split.label(), name, index);
        return new Problem(id, statement(family, wording, random, numbers), Integer.toString(family.answer().applyAsInt(numbers)), tags);
    }

    private static String statement(Family family, Wording wording, RandomGenerator random, Numbers numbers) {
        boolean heldOut = wording == Wording.VALID || wording == Wording.TEST;
        boolean ownBody = heldOut && random.nextDouble() < 0.6;
        boolean ownFrame = heldOut && (!ownBody || random.nextDouble() < 0.3);
        var body = family.body(heldOut && !ownBody ? Wording.TRAIN : wording, random, numbers);
        var frames = Frames.of(heldOut && !ownFrame ? Wording.TRAIN : wording, body);
        return Template.fill(frames.get(random.nextInt(frames.size())), Map.of("x", body));
    }

    /// Programs and written working of a problem that this generator made, in this run or another.
    ///
    /// @throws IllegalArgumentException if the problem's tags do not name one of the families and its numbers
    public WorkedProblem worked(Problem problem) {
        var name = problem.tags().get("family");
        var text = problem.tags().get("numbers");
        if (name == null || text == null)
            throw new IllegalArgumentException("problem " + problem.id() + " is not of the mini-AIME: it has no tags family and numbers");
        return family(name).work(problem, Numbers.parse(text));
    }

    Family family(String name) {
        var family = families.get(name);
        if (family == null) throw new IllegalArgumentException("no problem family " + name + "; there are " + names);
        return family;
    }
}
