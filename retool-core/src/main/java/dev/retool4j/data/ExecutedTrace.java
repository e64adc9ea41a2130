package dev.retool4j.data;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.ToolTags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A well-formed trace after its code was really run.
///
/// @param spans  the trace with the true output in the place of each recorded one
/// @param blocks its code blocks, in order
public record ExecutedTrace(List<Span> spans, List<Block> blocks) {
    public ExecutedTrace {
        spans = List.copyOf(spans);
        blocks = List.copyOf(blocks);
    }

    /// Runs every block.
    ///
    /// @param written spans of [ParsedTrace.WellFormed]
    /// @throws RuntimeException of the runner, where nothing is known about a program
    public static ExecutedTrace of(List<Span> written, CodeRunner runner) {
        var spans = new ArrayList<Span>(written.size());
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < written.size(); i++) {
            var span = written.get(i);
            spans.add(span);
            if (span.kind() != Span.Kind.CODE) continue;
            var source = ToolTags.source(span.text()).orElseThrow();
            var execution = runner.run(source);
            blocks.add(new Block(source, written.get(++i).text(), execution));
            spans.add(new Span(Span.Kind.INTERPRETER, ToolTags.interpreter(execution.output())));
        }
        return new ExecutedTrace(spans, blocks);
    }

    /// A code block.
    ///
    /// @param source    its Python
    /// @param recorded  the interpreter's part of the text as it was written, tags included
    /// @param execution what it really did
    public record Block(String source, String recorded, Execution execution) {

        /// What was written between the interpreter's tags.
        public String recordedOutput() {
            var text = recorded.strip();
            return text.substring(ToolTags.INTERPRETER_OPEN.length(), text.length() - ToolTags.INTERPRETER_CLOSE.length()).strip();
        }

        /// Whether the recorded output is not the true one.
        boolean replaced() {
            return !ToolTags.interpreter(execution.output()).strip().equals(recorded.strip());
        }

        /// Why it is no success: it failed, or printed nothing.
        public Optional<Reject> fault() {
            var output = execution.output();
            if (execution.succeeded())
                return output.equals(InterpreterOutput.NOTHING_PRINTED) ? Optional.of(Reject.NO_OUTPUT) : Optional.empty();
            var lastLine = output.substring(output.lastIndexOf('\n') + 1);
            boolean incomplete = lastLine.startsWith("SyntaxError") || lastLine.startsWith("IndentationError")
                    || lastLine.startsWith("TabError") || lastLine.startsWith("NameError");
            return Optional.of(incomplete ? Reject.INCOMPLETE_SCRIPT : Reject.FAILED_SCRIPT);
        }

        /// Lines of code that hold something.
        public int lines() {
            return (int) source.lines().filter(line -> !line.isBlank()).count();
        }
    }

    /// Blocks that failed or printed nothing.
    public int failedBlocks() {
        return (int) blocks.stream().filter(block -> block.fault().isPresent()).count();
    }

    /// Failed blocks that the next one put right.
    public int corrections() {
        int corrections = 0;
        for (int i = 1; i < blocks.size(); i++) {
            if (blocks.get(i - 1).fault().isPresent() && blocks.get(i).fault().isEmpty()) corrections++;
        }
        return corrections;
    }

    /// Recorded outputs that were not the true ones.
    int replaced() {
        return (int) blocks.stream().filter(Block::replaced).count();
    }

    /// Lines of code in all blocks that hold something.
    public int lines() {
        return blocks.stream().mapToInt(Block::lines).sum();
    }

    /// Why the last block is no success; empty if it is one, or there is none.
    public Optional<Reject> lastFault() {
        return blocks.isEmpty() ? Optional.empty() : blocks.getLast().fault();
    }
}
