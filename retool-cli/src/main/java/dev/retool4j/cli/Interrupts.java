package dev.retool4j.cli;

import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// Ctrl-C, or SIGTERM as `kill` and cluster managers send it, in two steps: the first asks the work to stop (save a checkpoint, end the
/// run), the second ends the process now. Closing gives the signals back their usual meaning.
///
/// ```java
/// try (var interrupts = Interrupts.onFirst(console, trainer::stop)) {
///     trainer.train();
///     return interrupts.exitCode();
/// }
/// ```
final class Interrupts implements AutoCloseable {
    private final Console console;
    private final Runnable stop;
    private final Runnable end;
    private final String message;
    private final AtomicInteger count = new AtomicInteger();
    private final Map<String, Object> previous = new LinkedHashMap<>();

    private Interrupts(Console console, String message, Runnable stop, Runnable end) {
        this.console = console;
        this.message = message;
        this.stop = stop;
        this.end = end;
        for (var signal : List.of("INT", "TERM"))
            previous.put(signal, install(signal, this::arrived));
    }

    /// @param stop asks the work to end soon; called by a thread of its own, at most once
    static Interrupts onFirst(Console console, Runnable stop) {
        return onFirst(console, stop, () -> Runtime.getRuntime().halt(ErrorText.INTERRUPTED));
    }

    static Interrupts onFirst(Console console, Runnable stop, Runnable end) {
        return new Interrupts(console, "stopping after this step and saving a checkpoint; Ctrl-C again ends at once", stop, end);
    }

    /// The same with words of one's own.
    ///
    /// @param message said at the first
    static Interrupts saying(Console console, String message, Runnable stop) {
        return new Interrupts(console, message, stop, () -> Runtime.getRuntime().halt(ErrorText.INTERRUPTED));
    }

    boolean interrupted() {
        return count.get() > 0;
    }

    /// 130 where the work was interrupted, else 0.
    int exitCode() {
        return interrupted() ? ErrorText.INTERRUPTED : 0;
    }

    private void arrived() {
        if (count.getAndIncrement() > 0) {
            end.run();
            return;
        }
        console.line(message);
        stop.run();
    }

    @Override
    public void close() {
        previous.forEach(Interrupts::handle);
    }

    /// Java has no other access to signals than this class of the module jdk.unsupported, which the compiler warns of: hence reflection.
    private static Object install(String name, Runnable action) {
        try {
            var handlerType = Class.forName("sun.misc.SignalHandler");
            return handle(name,
                    Proxy.newProxyInstance(Interrupts.class.getClassLoader(), new Class<?>[]{handlerType}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) action.run();
                        return switch (method.getName()) {
                            case "equals" -> arguments != null && proxy == arguments[0];
                            case "hashCode" -> System.identityHashCode(proxy);
                            case "toString" -> "retool's handler of signals";
                            default -> null;
                        };
                    }));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("this Java has no signals: the module jdk.unsupported is missing", e);
        }
    }

    private static Object handle(String name, Object handler) {
        try {
            var signal = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var wanted = signal.getConstructor(String.class).newInstance(name);
            return signal.getMethod("handle", signal, handlerType).invoke(null, wanted, handler);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle SIG" + name, e);
        }
    }
}
