package dev.retool4j.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Shows what the libraries log on stderr: warnings, and with `--debug` everything of ours, with time and thread.
final class Logging extends AppenderBase<ILoggingEvent> {
    private final Consumer<String> lines;
    private final boolean debug;

    private Logging(Consumer<String> lines, boolean debug) {
        this.lines = lines;
        this.debug = debug;
    }

    /// Replaces whatever was configured.
    ///
    /// @param lines takes each message
    static void configure(Consumer<String> lines, boolean debug) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) return;
        context.reset();
        var appender = new Logging(lines, debug);
        appender.setContext(context);
        appender.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger("dev.retool4j").setLevel(debug ? Level.DEBUG : Level.WARN);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!debug && event.getLoggerName().startsWith("io.javalin") && event.getFormattedMessage().startsWith("Failed to start")) return; // we say why
        var level = event.getLevel().toString().toLowerCase(java.util.Locale.ROOT).replace("warn", "warning");
        var message = level + ": " + event.getFormattedMessage();
        if (debug) message = "%tT.%<tL %s [%s, %s]".formatted(event.getTimeStamp(), message, event.getLoggerName(), event.getThreadName());
        if (debug && event.getThrowableProxy() != null) message += "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        lines.accept(message);
    }
}
