package dev.retool4j.sandbox;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How sandbox servers are used.
///
/// @param servers     base addresses, `http://host:8080`; each runs SandboxFusion's API: ours or ByteDance's
/// @param token       sent as bearer token; null: none
/// @param concurrency snippets in flight at each server
/// @param attempts    how often a snippet is tried when a server, not the program, fails
/// @param patience    how long a server may take beyond the snippet's own time limit, its queue included
public record RemoteOptions(List<URI> servers, @Nullable String token, int concurrency, int attempts, Duration patience) {
    public RemoteOptions {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) throw new IllegalArgumentException("at least one sandbox server is needed");
        for (var server : servers) {
            if (!"http".equals(server.getScheme()) && !"https".equals(server.getScheme()) || server.getHost() == null) {
                throw new IllegalArgumentException("a sandbox server is given as http://host:port, got " + server);
            }
        }
        if (concurrency < 1) throw new IllegalArgumentException("concurrency per sandbox server must be at least 1, got " + concurrency);
        if (attempts < 1) throw new IllegalArgumentException("attempts must be at least 1, got " + attempts);
        if (patience.isNegative()) throw new IllegalArgumentException("patience must not be negative, got " + patience);
    }

    /// Servers without a token: 32 in flight at each, 4 attempts, 30 seconds of patience.
    public static RemoteOptions of(List<URI> servers) {
        return new RemoteOptions(servers, null, 32, 4, Duration.ofSeconds(30));
    }

    public RemoteOptions withToken(@Nullable String value) {
        return new RemoteOptions(servers, value, concurrency, attempts, patience);
    }
}
