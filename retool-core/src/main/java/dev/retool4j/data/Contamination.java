package dev.retool4j.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds evaluation problems in training data. Questions are compared as words ([QuestionWords]). Two that agree in every word are exact
/// copies. Two are near copies if the training question has enough of the evaluation question's runs of words and of its numbers
/// ([ContaminationOptions]); so a copy with a sentence more, as DAPO-Math-17k adds one to get an integer, is found.
///
/// The evaluation problems' runs stand in a hash table, so the time is linear in the training data. Runs are compared by a 64-bit hash.
public final class Contamination {

    /// A training problem that holds an evaluation problem.
    ///
    /// @param exact whether all words agree
    /// @param share share of the evaluation question's runs of words that the training question has, 0 to 1
    public record Pair(Problem training, Problem evaluation, boolean exact, double share) {}

    /// What was found.
    ///
    /// @param training   training problems looked at
    /// @param evaluation evaluation problems looked for
    /// @param pairs      in the order of the training problems, the closest first where one holds several
    public record Result(int training, int evaluation, List<Pair> pairs) {
        public Result {
            pairs = List.copyOf(pairs);
        }

        public boolean isClean() {
            return pairs.isEmpty();
        }

        /// The training problems that hold an evaluation problem.
        public Set<Problem> contaminatedTraining() {
            var found = new HashSet<Problem>();
            pairs.forEach(pair -> found.add(pair.training()));
            return found;
        }

        /// The evaluation problems that were found, each with its closest copy, in the order in which they were found.
        public Collection<Pair> closest() {
            var best = new LinkedHashMap<Problem, Pair>();
            for (var pair : pairs)
                best.merge(pair.evaluation(), pair, (old, next) -> CLOSEST.compare(next, old) < 0 ? next : old);
            return best.values();
        }
    }

    private static final Comparator<Pair> CLOSEST = Comparator.comparing(Pair::exact).thenComparing(Pair::share).reversed();

    private record Sought(Problem problem, List<String> words, int runs, Map<String, Integer> numbers) {}

    private final ContaminationOptions options;
    private final List<Sought> sought = new ArrayList<>();
    private final Map<Long, List<Integer>> places = new HashMap<>();

    /// @param evaluation the problems to look for
    public Contamination(List<Problem> evaluation, ContaminationOptions options) {
        this.options = options;
        for (var problem : evaluation) {
            var words = QuestionWords.of(problem.question());
            var runs = runs(words);
            for (var run : runs)
                places.computeIfAbsent(run, key -> new ArrayList<>(1)).add(sought.size());
            sought.add(new Sought(problem, words, runs.size(), numbers(words)));
        }
    }

    /// Looks for the evaluation problems among training problems.
    public Result in(List<Problem> training) {
        var pairs = new ArrayList<Pair>();
        for (var problem : training)
            pairs.addAll(in(problem));
        return new Result(training.size(), sought.size(), pairs);
    }

    private List<Pair> in(Problem training) {
        var words = QuestionWords.of(training.question());
        var common = new HashMap<Integer, Integer>();
        for (var run : runs(words))
            places.getOrDefault(run, List.of()).forEach(place -> common.merge(place, 1, Integer::sum));
        if (common.isEmpty()) return List.of();
        var numbers = numbers(words);
        var pairs = new ArrayList<Pair>();
        common.forEach((place, count) -> compare(training, words, numbers, sought.get(place), count).ifPresent(pairs::add));
        pairs.sort(CLOSEST.thenComparing(pair -> pair.evaluation().id()));
        return pairs;
    }

    private Optional<Pair> compare(Problem training, List<String> words, Map<String, Integer> numbers, Sought other, int count) {
        boolean exact = words.equals(other.words());
        double share = (double) count / other.runs();
        boolean near = share >= options.share() && commonShare(other.numbers(), numbers) >= options.numbers();
        return exact || near ? Optional.of(new Pair(training, other.problem(), exact, share)) : Optional.empty();
    }

    /// Hashes of all runs of words; a question shorter than one run is one run itself, so that only its exact copy has it.
    private Set<Long> runs(List<String> words) {
        var runs = new HashSet<Long>();
        if (words.isEmpty()) return runs;
        for (int from = 0; from == 0 || from + options.words() <= words.size(); from++)
            runs.add(hash(words.subList(from, Math.min(words.size(), from + options.words()))));
        return runs;
    }

    private static long hash(List<String> words) {
        long hash = 0xcbf29ce484222325L; // FNV-1a
        for (var word : words) {
            for (int i = 0; i < word.length(); i++)
                hash = (hash ^ word.charAt(i)) * 0x100000001b3L;
            hash = (hash ^ ' ') * 0x100000001b3L;
        }
        return hash;
    }

    private static Map<String, Integer> numbers(List<String> words) {
        var numbers = new HashMap<String, Integer>();
        for (var word : words)
            if (QuestionWords.isNumber(word)) numbers.merge(word, 1, Integer::sum);
        return numbers;
    }

    /// How many of the wanted numbers are there, each as often as it is wanted; 1 where none is wanted.
    private static double commonShare(Map<String, Integer> wanted, Map<String, Integer> there) {
        int all = 0;
        int common = 0;
        for (var number : wanted.entrySet()) {
            all += number.getValue();
            common += Math.min(number.getValue(), there.getOrDefault(number.getKey(), 0));
        }
        return all == 0 ? 1 : (double) common / all;
    }
}
