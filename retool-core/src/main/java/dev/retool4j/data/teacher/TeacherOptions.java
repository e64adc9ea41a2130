package dev.retool4j.data.teacher;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which teacher, how it is asked, and what that may cost. The key is not among it: it comes from the environment only.
///
/// @param baseUrl         address of an OpenAI-compatible API, without `/chat/completions`; default OpenAI's
/// @param model           name of the model; null: not chosen yet
/// @param keyVariable     environment variable that holds the key; an unset one means that none is sent
/// @param temperature     of sampling, default 0.6
/// @param maxTokens       most tokens of one answer, default 16384; 0: not sent
/// @param concurrency     requests in flight at once, default 16
/// @param perMinute       most requests a minute; 0 (default): as many as the endpoint takes
/// @param attempts        times that one request is tried, default 6
/// @param pause           wait before the second attempt, doubled for each further one; the endpoint's `Retry-After` wins
/// @param longestPause    most that is waited, also where `Retry-After` says more; default 2 minutes
/// @param patience        longest silence of the endpoint, default 5 minutes
/// @param promptPrice     price of a million tokens sent; 0: unknown
/// @param completionPrice price of a million tokens received; 0: unknown
/// @param budget          most money, over all calls into the same folder; 0: no limit
/// @param budgetTokens    most tokens, over all calls into the same folder; 0: no limit
/// @param extra           more fields of the request's body, values as JSON (`reasoning_effort: low`)
public record TeacherOptions(String baseUrl, @Nullable String model, String keyVariable, double temperature, int maxTokens,
        int concurrency, double perMinute, int attempts, Duration pause, Duration longestPause, Duration patience, double promptPrice,
        double completionPrice, double budget, long budgetTokens, Map<String, String> extra) {
    public static final TeacherOptions DEFAULT = new TeacherOptions("https://api.openai.com/v1", null, "OPENAI_API_KEY", 0.6, 16_384, 16, 0,
            6, Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofMinutes(5), 0, 0, 0, 0, Map.of());

    public TeacherOptions {
        extra = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(extra));
        if (!baseUrl.matches("https?://[^\\s?#]+"))
            throw new IllegalArgumentException("base_url must be an address such as http://127.0.0.1:8000/v1, got '" + baseUrl + "'");
        if (!keyVariable.matches("[A-Za-z_][A-Za-z0-9_]*"))
            throw new IllegalArgumentException("key_variable must be the name of an environment variable, such as OPENAI_API_KEY");
        if (!(temperature >= 0 && temperature <= 2))
            throw new IllegalArgumentException("temperature must be from 0 to 2, got " + temperature);
        within("max_tokens", maxTokens, 0, 10_000_000);
        within("concurrency", concurrency, 1, 4096);
        within("attempts", attempts, 1, 100);
        notNegative("per_minute", perMinute);
        notNegative("prompt_price", promptPrice);
        notNegative("completion_price", completionPrice);
        notNegative("budget", budget);
        notNegative("budget_tokens", budgetTokens);
        if (pause.isNegative() || longestPause.isNegative() || patience.isNegative() || patience.isZero())
            throw new IllegalArgumentException("pause and longest_pause must not be negative, and patience must be positive");
        if (budget > 0 && promptPrice == 0 && completionPrice == 0)
            throw new IllegalArgumentException("a budget of money needs prompt_price and completion_price; budget_tokens needs none");
    }

    /// Another teacher.
    public TeacherOptions with(String newBaseUrl, String newModel) {
        return new TeacherOptions(newBaseUrl, newModel, keyVariable, temperature, maxTokens, concurrency, perMinute, attempts, pause,
                longestPause, patience, promptPrice, completionPrice, budget, budgetTokens, extra);
    }

    /// Other waits.
    public TeacherOptions withPauses(int newAttempts, Duration newPause, Duration newPatience) {
        return new TeacherOptions(baseUrl, model, keyVariable, temperature, maxTokens, concurrency, perMinute, newAttempts, newPause,
                longestPause, newPatience, promptPrice, completionPrice, budget, budgetTokens, extra);
    }

    /// Other limits.
    public TeacherOptions withBudget(double newPromptPrice, double newCompletionPrice, double money, long tokens) {
        return new TeacherOptions(baseUrl, model, keyVariable, temperature, maxTokens, concurrency, perMinute, attempts, pause,
                longestPause, patience, newPromptPrice, newCompletionPrice, money, tokens, extra);
    }

    /// Another number of requests at once, and another rate.
    public TeacherOptions withConcurrency(int newConcurrency, double newPerMinute) {
        return new TeacherOptions(baseUrl, model, keyVariable, temperature, maxTokens, newConcurrency, newPerMinute, attempts, pause,
                longestPause, patience, promptPrice, completionPrice, budget, budgetTokens, extra);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", got " + value);
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0)) throw new IllegalArgumentException(name + " must not be negative, got " + value);
    }
}
