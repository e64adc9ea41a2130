package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MiniAimeTest {
    private static final List<Wording> HELD_OUT = List.of(Wording.VALID, Wording.TEST);
    private final MiniAime problems = new MiniAime();

    @Test
    void thereAreAtLeastFourteenFamiliesAndSomeAreEasy() {
        assertThat(problems.families()).hasSizeGreaterThanOrEqualTo(14).doesNotHaveDuplicates();
        assertThat(problems.easyFamilies()).hasSizeGreaterThanOrEqualTo(5).hasSizeLessThan(problems.families().size());
    }

    @Test
    void seedAndIndexGiveTheSameProblem() {
        var first = problems.stream(Split.TRAIN, 5).skip(40).limit(20).toList();
        var again = Stream.iterate(40L, i -> i + 1).limit(20).map(i -> new MiniAime().problem(Split.TRAIN, Wording.TRAIN, 5, i)).toList();
        assertThat(again).isEqualTo(first);
        assertThat(problems.stream(Split.TRAIN, 6).skip(40).limit(20).toList()).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void answersAreWholeNumbersFromZeroTo999(Split split) {
        assertThat(problems.stream(split, 1).limit(5000)).allSatisfy(problem -> {
            assertThat(problem.answer()).matches("0|[1-9]\\d{0,2}");
            assertThat(problem.question()).matches("[A-Z].*[.?]").doesNotContain("{", "}", "[", "|", "  ");
        });
    }

    @ParameterizedTest
    @EnumSource
    void statementsHoldOnlyTheirSplitsNumbers(Split split) {
        assertThat(problems.stream(split, 2).limit(5000)).allSatisfy(problem -> {
            for (int number : Numbers.parse(problem.tags().getOrDefault("numbers", "")).values()) {
                assertThat(split.admits(number)).as("%s in %s", number, problem).isTrue();
            }
        });
    }

    @Test
    void everyNumberFrom20OnBelongsToOneSplit() {
        for (int n = 20; n < 2000; n++) {
            int number = n;
            assertThat(Stream.of(Split.values()).filter(split -> split.admits(number))).as("%d", n).hasSize(1);
        }
        assertThat(Stream.of(Split.values())).allMatch(split -> split.admits(19));
        assertThat(Split.TEST.admits(27)).as("CRC-32 of 27 is a multiple of 8").isEqualTo(crc("27") % 8 == 0);
    }

    private static long crc(String text) {
        var crc = new java.util.zip.CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return crc.getValue();
    }

    @Test
    void aSetTakesTheFamiliesInTurnAndHoldsNoQuestionTwice() {
        var set = problems.set(Split.TEST, 480, 777);
        assertThat(set).hasSize(480).doesNotHaveDuplicates();
        assertThat(set.stream().map(Problem::question)).doesNotHaveDuplicates();
        assertThat(set.stream().map(Problem::id)).doesNotHaveDuplicates();
        var perFamily = set.stream().collect(Collectors.groupingBy(p -> p.tags().get("family"), Collectors.counting()));
        assertThat(perFamily).hasSize(problems.families().size()).allSatisfy((family, count) -> assertThat(count).isEqualTo(30));
    }

    @Test
    void noHeldOutBodyIsAReadingOfATrainingBody() {
        for (var name : problems.families()) {
            var family = problems.family(name);
            var training = readings(family.bodies(Wording.TRAIN));
            assertThat(readings(family.bodies(Wording.VALID))).as(name).doesNotContainAnyElementsOf(training);
            assertThat(readings(family.bodies(Wording.TEST))).as(name).doesNotContainAnyElementsOf(training)
                    .doesNotContainAnyElementsOf(readings(family.bodies(Wording.VALID)));
        }
        for (var frames : List.<Function<Wording, List<String>>>of(Frames::forNouns, Frames::forClauses)) {
            assertThat(frames.apply(Wording.TEST)).isNotEmpty().doesNotContainAnyElementsOf(frames.apply(Wording.TRAIN))
                    .doesNotContainAnyElementsOf(frames.apply(Wording.VALID));
            assertThat(frames.apply(Wording.VALID)).isNotEmpty().doesNotContainAnyElementsOf(frames.apply(Wording.TRAIN));
            assertThat(frames.apply(Wording.TRAIN)).containsAll(frames.apply(Wording.NARROW));
        }
    }

    @Test
    void everyHeldOutWordOccursInTrainingWordingsCaseAside() {
        var known = words(Stream.concat(Frames.forNouns(Wording.TRAIN).stream(), Frames.forClauses(Wording.TRAIN).stream()));
        for (var name : problems.families()) {
            known.addAll(words(readings(problems.family(name).bodies(Wording.TRAIN)).stream()));
        }
        for (var wording : HELD_OUT) {
            assertThat(known).containsAll(words(Frames.forNouns(wording).stream())).containsAll(words(Frames.forClauses(wording).stream()));
            for (var name : problems.families()) {
                assertThat(known).as(name).containsAll(words(problems.family(name).bodies(wording).stream()));
            }
        }
    }

    private static Set<String> readings(List<String> bodies) {
        return bodies.stream().flatMap(body -> Alternatives.all(body).stream()).collect(Collectors.toSet());
    }

    private static Set<String> words(Stream<String> texts) {
        return texts.flatMap(text -> Pattern.compile("\\w+").matcher(text.toLowerCase(Locale.ROOT)).results().map(result -> result.group()))
                .collect(Collectors.toSet());
    }

    @Test
    void noHeldOutStatementIsAmongThirtyThousandTrainingOnes() {
        var training = problems.stream(Split.TRAIN, 3).limit(30_000).map(Problem::question).collect(Collectors.toCollection(HashSet::new));
        assertThat(training).hasSizeGreaterThan(20_000);
        for (var split : List.of(Split.VALID, Split.TEST)) {
            assertThat(problems.set(split, 1600, 4).stream().map(Problem::question)).noneMatch(training::contains);
        }
    }

    @Test
    void narrowWordingUsesThreeBodiesWithoutAlternatives() {
        for (var name : problems.families()) {
            var family = problems.family(name);
            var numbers = family.draw().apply(new Draw(Seeds.random(9, 0), Split.TRAIN));
            var expected = family.bodies(Wording.TRAIN).subList(0, 3).stream()
                    .map(body -> Template.fill(Alternatives.all(body).getFirst(), numbers.byName())).toList();
            var random = Seeds.random(9, 1);
            var drawn = Stream.generate(() -> family.body(Wording.NARROW, random, numbers)).limit(60).collect(Collectors.toSet());
            assertThat(drawn).as(name).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void everyProgramPrintsTheStoredAnswerAndWrongOnesRun() throws IOException {
        try (var python = PythonRunner.start()) {
            for (var split : Split.values()) {
                for (var problem : problems.set(split, 40 * problems.families().size(), 11)) {
                    var worked = problems.worked(problem);
                    for (var program : worked.programs()) {
                        assertThat(python.run(program)).as(program).isEqualTo(new Execution(true, problem.answer()));
                    }
                    assertThat(worked.wrong()).isNotEmpty()
                            .allSatisfy(program -> assertThat(python.run(program).succeeded()).as(program).isTrue());
                }
            }
        }
    }

    @Test
    void wrongProgramsArePredominantlyWrong() throws IOException {
        try (var python = PythonRunner.start()) {
            for (var name : problems.families()) {
                int right = 0;
                for (int i = 0; i < 50; i++) {
                    var worked = problems.worked(problems.problem(Split.TRAIN, Wording.TRAIN, name, 12, i));
                    if (python.run(worked.wrong().getFirst()).output().equals(worked.problem().answer())) right++;
                }
                assertThat(right).as(name).isLessThan(25);
            }
        }
    }

    @Test
    void theWrittenWorkingEndsInTheAnswerAndNamesTheNumbers() {
        assertThat(problems.stream(Split.TRAIN, 13).limit(2000)).allSatisfy(problem -> {
            var working = problems.worked(problem).working();
            assertThat(working).doesNotContain("{", "}").containsPattern("\\b" + problem.answer() + "( divisors)?\\.$");
        });
    }

    @Test
    void aProblemFromElsewhereHasNoKnownPrograms() {
        assertThatThrownBy(() -> problems.worked(new Problem("x", "1 + 1?", "2"))).hasMessageContaining("x").hasMessageContaining("tags");
    }
}
