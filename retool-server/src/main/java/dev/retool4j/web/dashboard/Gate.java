package dev.retool4j.web.dashboard;

import io.javalin.http.Context;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lets in whom the dashboard is for: requests under its own name (so that no foreign name can be pointed at it), from its own pages, and with
/// the token where one is set. A browser shows the token once, as `/?token=…`, and keeps it in a cookie that scripts cannot read.
final class Gate {
    private static final String COOKIE = "retool_token";

    private final DashboardOptions options;
    private final Set<String> names;

    Gate(DashboardOptions options) {
        this.options = options;
        this.names = names(options);
    }

    /// @throws Refusal for anyone else
    void check(Context context, int port) {
        var host = context.header("Host");
        if (!known(host, port))
            throw Refusal.forbidden("this dashboard is not served under the name " + host,
                    "open http://" + options.host() + ":" + port + "/, or allow the name with --name");
        var origin = context.header("Origin");
        if (origin != null && !origin.equals("http://" + host))
            throw Refusal.forbidden("requests from pages of " + origin + " are not answered", "open the dashboard itself");
        if (!context.method().name().equals("GET") && origin == null)
            throw Refusal.forbidden("a request that changes something must say where it comes from", "send Origin: http://" + host);
        checkToken(context);
    }

    private void checkToken(Context context) {
        if (options.token() == null || same(context.cookie(COOKIE))) return;
        var authorization = context.header("Authorization");
        if (authorization != null && authorization.startsWith("Bearer ") && same(authorization.substring("Bearer ".length()))) return;
        if (context.path().equals("/") && same(context.queryParam("token"))) {
            context.header("Set-Cookie", COOKIE + "=" + options.token() + "; Path=/; HttpOnly; SameSite=Strict");
            return;
        }
        throw Refusal.unauthorized("open the address with ?token=… that 'retool dashboard' printed");
    }

    private boolean same(@Nullable String given) {
        var token = options.token();
        return given != null && token != null
                && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }

    private boolean known(@Nullable String host, int port) {
        if (host == null) return false;
        var suffix = ":" + port;
        var name = host.endsWith(suffix) ? host.substring(0, host.length() - suffix.length()) : port == 80 ? host : "";
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Set<String> names(DashboardOptions options) {
        var names = new HashSet<>(Set.of("127.0.0.1", "localhost", "[::1]"));
        options.names().forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        names.add(bracketed(options.host()));
        if (options.host().equals("0.0.0.0") || options.host().equals("::")) {
            try {
                NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                        .forEach(address -> names.add(bracketed(address.getHostAddress())));
            } catch (SocketException e) {
                throw new IllegalStateException("cannot list this machine's addresses: " + e.getMessage(), e);
            }
        }
        return names;
    }

    /// As a Host header writes an address.
    private static String bracketed(String address) {
        int zone = address.indexOf('%');
        var plain = zone < 0 ? address : address.substring(0, zone);
        return plain.contains(":") ? "[" + plain + "]" : plain.toLowerCase(Locale.ROOT);
    }
}
