package dev.retool4j.run;

import dev.retool4j.reward.Scoring;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.Sampling;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// How an evaluation was made: everything that someone needs to set its score beside another. What an older program did not record is null.
///
/// @param problems          number of problems
/// @param samples           responses to each problem
/// @param sampling          temperature and cuts
/// @param responseTokens    budget of a response, interpreter output included
/// @param turnTokens        budget of one turn
/// @param codeCalls         code blocks allowed in a response; 0 without interpreter
/// @param seed              of the evaluation's random streams
/// @param trajectorySeconds most wall-clock time of one response
/// @param asking            how the policy was asked
/// @param tools             what ran its code; null without interpreter, too
/// @param scoring           how responses were judged
/// @param policy            what was scored
public record Protocol(int problems, int samples, Sampling sampling, int responseTokens, int turnTokens, int codeCalls, long seed,
        @Nullable Double trajectorySeconds, @Nullable Asking asking, @Nullable Tools tools, @Nullable Scoring scoring,
        @Nullable PolicyId policy) {

    private static final String UNKNOWN = "unknown";

    /// Prompt, chat template and tool protocol.
    ///
    /// @param prompt       name of the prompt template
    /// @param promptHash   of its text
    /// @param templateHash of the chat template, or `none`
    /// @param protocol     the tool protocol
    /// @param malformed    what is done about a malformed call
    /// @param system       the system message; empty for none
    /// @param thinking     what the template is told of thinking
    /// @param date         the day that the template takes for today
    public record Asking(String prompt, String promptHash, String templateHash, String protocol, String malformed, String system,
            String thinking, String date) {}

    /// The interpreter, its limits for one program, and what the policy is shown.
    ///
    /// @param interpreter kind, isolation and version
    /// @param seconds     wall-clock time
    /// @param memoryMb    memory in MiB
    /// @param outputKb    output in KiB
    /// @param processes   processes and threads at once
    /// @param sessions    whether the programs of one response share their state
    /// @param errors      how much of a traceback is shown
    /// @param characters  most characters shown
    public record Tools(String interpreter, double seconds, int memoryMb, int outputKb, int processes, boolean sessions, String errors,
            int characters) {}

    /// The policy that was scored.
    ///
    /// @param name      of the checkpoint: `run@step`, or a model folder's name
    /// @param weights   hash of the weights in memory
    /// @param tokenizer hash of the tokenizer
    public record PolicyId(String name, String weights, String tokenizer) {}

    /// What programs recorded until prompts, interpreter, verifier and checkpoint came in.
    public Protocol(int problems, int samples, Sampling sampling, int responseTokens, int turnTokens, int codeCalls, long seed) {
        this(problems, samples, sampling, responseTokens, turnTokens, codeCalls, seed, null, null, null, null, null);
    }

    /// The protocol of an evaluation by `rollouts`.
    public static Protocol of(InterleavedRollout rollouts, Scoring scoring, PolicyId policy, int problems, int samples, long seed) {
        var options = rollouts.options();
        var chat = options.chat();
        var conversation = rollouts.conversation();
        var asking = new Asking(conversation.promptName(), conversation.promptHash(), conversation.templateHash(), lower(chat.protocol()),
                lower(chat.malformed()), chat.system(), lower(chat.thinking()), chat.date());
        var interpreter = rollouts.interpreter();
        var limits = options.limits();
        var tools = interpreter == null
                ? null
                : new Tools(interpreter.description(), limits.wall().toMillis() / 1000.0, limits.memoryMb(), limits.outputKb(),
                        limits.processes(), options.sessions(), lower(options.output().errors()), options.output().maxCharacters());
        return new Protocol(problems, samples, options.sampling(), options.responseTokens(), options.turnTokens(),
                interpreter == null ? 0 : options.codeCalls(), seed, options.trajectorySeconds(), asking, tools, scoring, policy);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// The lines of a protocol as people read them.
    public Map<String, String> describe() {
        var lines = new LinkedHashMap<String, String>();
        lines.put("policy", of(policy, p -> p.name() + ", weights " + p.weights()));
        lines.put("tokenizer", of(policy, PolicyId::tokenizer));
        lines.put("problems", Integer.toString(problems));
        lines.put("samples per problem", Integer.toString(samples));
        lines.put("prompt", of(asking, a -> a.prompt() + ", " + a.promptHash()));
        lines.put("chat template", of(asking, Asking::templateHash));
        if (asking != null && !asking.templateHash().equals("none")) {
            lines.put("system message", asking.system().isEmpty() ? "the template's own" : asking.system());
            lines.put("thinking", asking.thinking());
            lines.put("date in the template", asking.date());
        }
        lines.put("tool protocol", of(asking, a -> a.protocol() + ", malformed calls: " + a.malformed()));
        lines.put("temperature", sampling.temperature() == 0 ? "0 (greedy)" : Double.toString(sampling.temperature()));
        lines.put("top-p", Double.toString(sampling.topP()));
        lines.put("top-k", sampling.topK() == 0 ? "off" : Integer.toString(sampling.topK()));
        if (!sampling.banned().isEmpty()) lines.put("tokens never drawn", String.join(" ", sampling.banned()));
        lines.put("response budget", responseTokens + " tokens, interpreter output included");
        lines.put("turn budget", turnTokens + " tokens");
        lines.put("time of a response", of(trajectorySeconds, s -> "at most " + number(s) + " s"));
        lines.put("code calls", codeCalls == 0 ? "none (no interpreter)" : "at most " + codeCalls);
        if (codeCalls > 0) {
            lines.put("interpreter", of(tools, Tools::interpreter));
            lines.put("limits of a program", of(tools, t -> number(t.seconds()) + " s, " + t.memoryMb() + " MiB, " + t.outputKb()
                    + " KiB of output, " + t.processes() + " processes"));
            lines.put("sessions", of(tools, t -> t.sessions() ? "the programs of a response share their state" : "off"));
            lines.put("output shown", of(tools, t -> t.characters() + " characters, errors: " + t.errors()));
        }
        lines.put("reward", of(scoring, Scoring::reward));
        lines.put("answer extractor", of(scoring, Scoring::extractor));
        lines.put("verifier", of(scoring, Scoring::verifier));
        lines.put("seed", Long.toString(seed));
        return lines;
    }

    private static <T> String of(@Nullable T part, Function<T, String> text) {
        return part == null ? UNKNOWN : text.apply(part);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
