package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Serves a checkpoint over HTTP until it is told to stop.
@Command(name = "serve", description = "Serve a checkpoint that runs code in its answers, with OpenAI's API (and SGLang's /generate).", //
        footer = {"%nPOST /v1/chat/completions, /v1/completions (whole or streamed), /generate; GET /v1/models, /health.", //
            "Ctrl-C or SIGTERM: what is being written may end (drain, 60 s). docs/serve.md has the rest.", //
            "Exit code: 0 when it was told to stop, 1 if it could not start, 2 for wrong use.", //
            "%nExamples:", "  retool serve runs/demo/tool", "  RETOOL_API_KEY=secret retool serve runs/lr2@40 --host 0.0.0.0 --port 9000",
            "  curl http://127.0.0.1:8000/v1/chat/completions -d '{\"messages\":",
            "    [{\"role\":\"user\",\"content\":\"Find the gcd of 924 and 630.\"}]}'"})
final class ServeCommand extends ConfiguredCommand<ServeOptions> {
    private static final String KEY_VARIABLE = "RETOOL_API_KEY";

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A run (runs/lr2, runs/lr2@40) or a folder with a model.")
    private String checkpoint = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = LABEL, description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on; default 127.0.0.1, this machine only;"
            + " any other needs a key.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; default 8000; 0 picks a free one.")
    private @Nullable Integer port;

    @Option(names = "--api-key", paramLabel = "KEY", description = "What clients must send; default $" + KEY_VARIABLE
            + ", which other users cannot read; without either nothing is asked for.")
    private @Nullable String key;

    @Override
    ServeOptions defaults() {
        return ServeOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    List<String> assignmentsOfOptions() {
        var assignments = new ArrayList<String>();
        if (host != null) assignments.add("host=" + host);
        if (port != null) assignments.add("port=" + port);
        return assignments;
    }

    @Override
    int run(Configuration<ServeOptions> configuration) throws IOException, InterruptedException {
        var options = configuration.value();
        var secret = secret();
        try {
            options.server(secret, options.slots());
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()), "set " + KEY_VARIABLE + ", or leave the host at 127.0.0.1");
        }
        new ServeWork(CheckpointLocator.find(checkpoint), options, secret, console()).run(this::announce);
        return 0;
    }

    private @Nullable String secret() {
        return key != null ? key : System.getenv(KEY_VARIABLE);
    }

    private void announce(ServeWork.Listening listening) {
        if (json()) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("url", listening.url());
            fields.put("model", listening.model());
            fields.put("slots", listening.slots());
            fields.put("max_model_len", listening.maxLength());
            fields.put("key", listening.key());
            printJson(fields);
            return;
        }
        console().result(listening.url() + "/v1");
        console().line("model %s · %d responses at once, %d tokens each · %s · Ctrl-C stops".formatted(listening.model(), listening.slots(),
                listening.maxLength(), listening.key() ? "with a key" : "no key"));
    }
}
