package dev.retool4j.web.dashboard;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the dashboard is served.
///
/// @param host  address to listen on; loopback unless said otherwise
/// @param port  0 picks a free one
/// @param token what a browser must show once; needed to leave loopback
/// @param names further host names under which browsers may ask for it, beside the machine's addresses
public record DashboardOptions(String host, int port, @Nullable String token, Set<String> names) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

    public static final DashboardOptions DEFAULT = new DashboardOptions("127.0.0.1", 7860, null, Set.of());

    public DashboardOptions {
        names = Set.copyOf(names);
        if (port < 0 || port > 65535) throw new IllegalArgumentException("port must be from 0 to 65535, got " + port);
        if (token != null && !token.matches("[A-Za-z0-9._~-]{8,128}"))
            throw new IllegalArgumentException("the token must be 8 to 128 letters, digits or any of . _ ~ -");
        if (token == null && !LOOPBACK.contains(host))
            throw new IllegalArgumentException("to listen on " + host + ", where others can reach it, the dashboard needs a token");
    }

    public DashboardOptions withAddress(String address, int number) {
        return new DashboardOptions(address, number, token, names);
    }

    public DashboardOptions withToken(@Nullable String value) {
        return new DashboardOptions(host, port, value, names);
    }
}
