package dev.retool4j.run;

import dev.retool4j.rollout.Sampling;
import java.util.LinkedHashMap;
import java.util.Map;

/// How an evaluation was made: everything that someone needs to set its score beside another.
///
/// @param problems       number of problems
/// @param samples        responses to each problem
/// @param sampling       temperature and cuts
/// @param responseTokens budget of a response, interpreter output included
/// @param turnTokens     budget of one turn
/// @param codeCalls      code blocks allowed in a response; 0 without interpreter
/// @param seed           of the evaluation's random streams
public record Protocol(int problems, int samples, Sampling sampling, int responseTokens, int turnTokens, int codeCalls, long seed) {

    /// The lines of a protocol as people read them.
    public Map<String, String> describe() {
        var lines = new LinkedHashMap<String, String>();
        lines.put("problems", Integer.toString(problems));
        lines.put("samples per problem", Integer.toString(samples));
        lines.put("temperature", sampling.temperature() == 0 ? "0 (greedy)" : Double.toString(sampling.temperature()));
        lines.put("top-p", Double.toString(sampling.topP()));
        lines.put("top-k", sampling.topK() == 0 ? "off" : Integer.toString(sampling.topK()));
        if (!sampling.banned().isEmpty()) lines.put("tokens never drawn", String.join(" ", sampling.banned()));
        lines.put("response budget", responseTokens + " tokens, interpreter output included");
        lines.put("turn budget", turnTokens + " tokens");
        lines.put("code calls", codeCalls == 0 ? "none (no interpreter)" : "at most " + codeCalls);
        lines.put("seed", Long.toString(seed));
        return lines;
    }
}
