package dev.retool4j.rollout.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which server generates, and how it is asked. The key is not among it: it comes from the environment only.
///
/// @param url          address of the server; null (default): there is none, the model is loaded here
/// @param api          what it speaks; default sglang
/// @param model        name of the model there; null: the one that it serves
/// @param keyVariable  environment variable that holds the server's key; an unset one means that none is sent
/// @param concurrency  responses written at once, default 64
/// @param timeout      most time for one turn, default 20 minutes
/// @param attempts     times that one turn is asked for, default 8
/// @param pause        wait before the second attempt, doubled for each further one; the server's `Retry-After` wins
/// @param longestPause most that is waited, default 1 minute
/// @param tokenizer    folder with the served model's tokenizer; null: none. The token protocols need one
/// @param context      longest sequence in tokens; 0 (default): as the server says
/// @param seeds        whether each response's seed is sent, default true; a server that is too old for them refuses
/// @param extra        more fields of the requests' bodies, values as JSON
public record ServerOptions(@Nullable String url, ServerApi api, @Nullable String model, String keyVariable, int concurrency,
        Duration timeout, int attempts, Duration pause, Duration longestPause, @Nullable Path tokenizer, int context, boolean seeds,
        Map<String, String> extra) {
    public static final ServerOptions DEFAULT = new ServerOptions(null, ServerApi.SGLANG, null, "RETOOL_ENGINE_KEY", 64,
            Duration.ofMinutes(20), 8, Duration.ofSeconds(1), Duration.ofMinutes(1), null, 0, true, Map.of());

    public ServerOptions {
        extra = Collections.unmodifiableMap(new TreeMap<>(extra));
        if (url != null && !url.matches("https?://[^\\s?#]+"))
            throw new IllegalArgumentException("url must be an address such as http://127.0.0.1:30000, got '" + url + "'");
        if (!keyVariable.matches("[A-Za-z_][A-Za-z0-9_]*"))
            throw new IllegalArgumentException("key_variable must be the name of an environment variable, such as RETOOL_ENGINE_KEY");
        within("concurrency", concurrency, 1, 4096);
        within("attempts", attempts, 1, 100);
        within("context", context, 0, 1 << 24);
        if (pause.isNegative() || longestPause.isNegative() || timeout.isNegative() || timeout.isZero())
            throw new IllegalArgumentException("pause and longest_pause must not be negative, and timeout must be positive");
    }

    /// Another server.
    public ServerOptions with(ServerApi newApi, String newUrl) {
        return new ServerOptions(newUrl, newApi, model, keyVariable, concurrency, timeout, attempts, pause, longestPause, tokenizer,
                context, seeds, extra);
    }

    /// Another model.
    public ServerOptions withModel(String newModel) {
        return new ServerOptions(url, api, newModel, keyVariable, concurrency, timeout, attempts, pause, longestPause, tokenizer, context,
                seeds, extra);
    }

    /// Other waits.
    public ServerOptions withPauses(int newAttempts, Duration newPause, Duration newTimeout) {
        return new ServerOptions(url, api, model, keyVariable, concurrency, newTimeout, newAttempts, newPause, longestPause, tokenizer,
                context, seeds, extra);
    }

    /// Another number of responses at once.
    public ServerOptions withConcurrency(int value) {
        return new ServerOptions(url, api, model, keyVariable, value, timeout, attempts, pause, longestPause, tokenizer, context, seeds,
                extra);
    }

    /// Another tokenizer.
    public ServerOptions withTokenizer(Path folder) {
        return new ServerOptions(url, api, model, keyVariable, concurrency, timeout, attempts, pause, longestPause, folder, context, seeds,
                extra);
    }

    private static void within(String name, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(name + " must be from " + least + " to " + most + ", got " + value);
    }
}
