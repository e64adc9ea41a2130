package dev.retool4j.data;

import dev.retool4j.chat.Prompt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;

/// Makes the cold-start data (ReTool §2.2): rewrites text traces with code, verifies the format, then the answer; and, beyond the paper, runs
/// every code block and puts the true output in the place of the recorded one.
///
/// A row whose answer is wrong or whose last block failed is rejected unless the options grant a quota; those that pass are counted in the
/// statistics. The result depends on the traces, the rewriter, the programs and the seed, not on the number of threads.
public final class ColdStart {
    private final Rewriter rewriter;
    private final TraceVerifier verifier;
    private final Prompt prompt;
    private final ColdStartOptions options;
    private final CachingRunner runner;

    /// @param rewriter   writes the code-augmented traces
    /// @param runner     runs their code; results are remembered by source
    /// @param equivalent whether a final answer (second) equals the ground truth (first)
    /// @param prompt     renders the prompts of the rows
    public ColdStart(Rewriter rewriter, CodeRunner runner, BiPredicate<String, String> equivalent, Prompt prompt,
            ColdStartOptions options) {
        this.rewriter = rewriter;
        this.runner = runner.caching();
        this.verifier = new TraceVerifier(this.runner, equivalent);
        this.prompt = prompt;
        this.options = options;
    }

    /// What came of the traces.
    ///
    /// @param examples   the rows, in the order of their traces
    /// @param rejected   the traces that are not used, with the reason
    /// @param statistics counts over both
    public record Result(List<SupervisedExample> examples, List<Rejected> rejected, ColdStartStatistics statistics) {
        public Result {
            examples = List.copyOf(examples);
            rejected = List.copyOf(rejected);
        }
    }

    /// A trace that is not used.
    ///
    /// @param problem  id of its problem
    /// @param reason   the first rule that it breaks
    /// @param detail   for a person to read
    /// @param response what the rewriter wrote
    public record Rejected(String problem, Reject reason, String detail, String response) {}

    /// Makes a row of every trace that passes.
    public Result build(List<TextTrace> traces) {
        var examples = new ArrayList<SupervisedExample>();
        var rejected = new ArrayList<Rejected>();
        var counts = new ColdStartCounts(traces.size(), options);
        for (var verified : verifyAll(traces)) {
            var admitted = counts.admit(verified);
            switch (admitted) {
                case VerifiedTrace.Row row -> examples
                        .add(new SupervisedExample(row.problem(), prompt.render(row.problem().question()), row.executed().spans()));
                case VerifiedTrace.Rejected no -> rejected.add(new Rejected(no.problem().id(), no.reason(), no.detail(), no.response()));
            }
        }
        return new Result(examples, rejected, counts.statistics(runner));
    }

    private List<VerifiedTrace> verifyAll(List<TextTrace> traces) {
        var tasks = new ArrayList<Callable<VerifiedTrace>>();
        for (int i = 0; i < traces.size(); i++) {
            var trace = traces.get(i);
            long index = i;
            tasks.add(() -> verify(trace, index));
        }
        try (var threads = Executors.newFixedThreadPool(options.threads())) {
            var all = new ArrayList<VerifiedTrace>(traces.size());
            for (var future : threads.invokeAll(tasks)) {
                all.add(future.get());
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making cold-start traces", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cold start failed", e.getCause());
        }
    }

    private VerifiedTrace verify(TextTrace trace, long index) {
        String response;
        try {
            response = rewriter.rewrite(trace, Seeds.random(options.seed(), index));
        } catch (RuntimeException e) {
            return new VerifiedTrace.Rejected(trace.problem(), Reject.REWRITER_FAILED, String.valueOf(e.getMessage()), "");
        }
        return verifier.verify(trace.problem(), response);
    }
}
