package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.TestResponse;
import dev.retool4j.reward.Reward;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TraceFilterTest {
    private static final Trace CORRECTED = trace("a", 12,
            TestResponse.response().text("A greedy idea", 5).failing(11).passing(9).answer("610", 4), 1);
    private static final Trace WRONG = trace("b", 13, TestResponse.response().text("No code", 3).answer("7", 2), -1);

    private static Trace trace(String id, int step, TestResponse response, double reward) {
        var trajectory = response.trajectory(id, TestResponse.problem("modpow/" + id, "610", "modpow", "hard"), 0);
        return new Trace(step, trajectory, new Reward(reward, reward > 0, reward > 0 ? "610" : "7", "equal"), Map.of());
    }

    private static List<String> found(String filter) {
        var wanted = TraceFilter.parse(filter);
        return Stream.of(CORRECTED, WRONG).filter(trace -> wanted.entries().test(TraceEntry.of(trace, 0, 1)))
                .filter(trace -> wanted.traces().stream().allMatch(holds -> holds.test(trace))).map(trace -> trace.trajectory().id())
                .toList();
    }

    @Test
    void numbersAreEqualBetweenOrBeyond() {
        assertThat(found("")).containsExactly("a", "b");
        assertThat(found("step:12")).containsExactly("a");
        assertThat(found("step:10..12")).containsExactly("a");
        assertThat(found("step:13..")).containsExactly("b");
        assertThat(found("calls>=2 reward:1")).containsExactly("a");
        assertThat(found("tokens<10")).containsExactly("b");
        assertThat(found("-step:12")).containsExactly("b");
    }

    @Test
    void wordsAreLookedForWhereTheyBelong() {
        assertThat(found("text:\"greedy idea\"")).containsExactly("a");
        assertThat(found("GREEDY")).containsExactly("a");
        assertThat(found("is:wrong")).containsExactly("b");
        assertThat(found("is:corrected")).containsExactly("a");
        assertThat(found("-is:corrected")).containsExactly("b");
        assertThat(found("stop:answered problem:modpow/b answer:7")).containsExactly("b");
    }

    @Test
    void whatIsNoFilterIsRefusedWithWhatIs() {
        assertThatThrownBy(() -> TraceFilter.parse("colour:red")).hasMessageContaining("a filter has no 'colour'")
                .hasMessageContaining("step");
        assertThatThrownBy(() -> TraceFilter.parse("step:many")).hasMessageContaining("'step' is a number, got 'many'");
        assertThatThrownBy(() -> TraceFilter.parse("is:nice")).hasMessageContaining("is:right");
        assertThatThrownBy(() -> TraceFilter.parse("text>3")).hasMessageContaining("is no number");
        assertThatThrownBy(() -> TraceFilter.order("colour")).hasMessageContaining("sort by one of");
    }

    @Test
    void listsAreSortedBothWays() {
        var entries = Stream.of(CORRECTED, WRONG).map(trace -> TraceEntry.of(trace, 0, 1)).toList();
        assertThat(entries.stream().sorted(TraceFilter.order("tokens")).map(TraceEntry::id)).containsExactly("b", "a");
        assertThat(entries.stream().sorted(TraceFilter.order("-tokens")).map(TraceEntry::id)).containsExactly("a", "b");
    }

    @Test
    void sourcesAreReadAsTheyAreWritten() {
        assertThat(TraceSource.parse("train")).isEqualTo(TraceSource.TRAIN);
        assertThat(TraceSource.parse("heldout@120")).isEqualTo(new TraceSource("heldout", 120)).hasToString("heldout@120");
        assertThatThrownBy(() -> TraceSource.parse("../x@1")).hasMessageContaining("set@step");
    }
}
