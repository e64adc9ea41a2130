package dev.retool4j.rollout.remote;

import dev.retool4j.rollout.EngineException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The weights that a server of SGLang's kind was given last, by `/update_weights_from_disk`. A server that was started anew has those that it
/// was started with again: it says so in its answers, and is then given the last ones again.
final class ServedWeights {

    /// @param folder  where they stand, as the server sees it
    /// @param version what they are called
    private record Given(String folder, String version) {}

    private final Server server;
    private final String first;
    private volatile @Nullable Given given;

    /// @param first version that the server had when it was first asked, or `unknown`
    ServedWeights(Server server, String first) {
        this.server = server;
        this.first = first;
    }

    /// @throws EngineException if the server does not take them
    synchronized void give(String folder, String version) throws InterruptedException {
        var next = new Given(folder, version);
        send(next);
        given = next;
    }

    /// Looks which weights an answer was made with. Servers that do not say are trusted.
    ///
    /// @throws Unusable        if these were not the last ones; meanwhile the server has them
    /// @throws EngineException if none were given, and the server has others than at first
    void check(JsonNode answer) throws Unusable, InterruptedException {
        var wanted = given;
        var said = answer.path("meta_info").path("weight_version");
        if (!said.isString() || said.stringValue().equals(wanted == null ? first : wanted.version)) return;
        if (wanted == null) {
            if (first.equals(RemoteEngine.UNKNOWN)) return;
            throw new EngineException(true, "the server's weights are now %s and were %s when this began: somebody has changed them"
                    .formatted(said.stringValue(), first) + "\nbegin anew, into another folder, while nobody trains on that server");
        }
        again(wanted);
        throw new Unusable("the answer was made with weights %s in place of %s, which the server was now given again"
                .formatted(said.stringValue(), wanted.version));
    }

    /// One of the many answers that come back with old weights is enough.
    private synchronized void again(Given wanted) throws InterruptedException {
        var has = server.get(server.own("/get_model_info"), answer -> answer.path("weight_version"));
        if (wanted.equals(given) && !has.asString("").equals(wanted.version)) send(wanted);
    }

    private void send(Given weights) throws InterruptedException {
        try {
            server.post(server.own("/update_weights_from_disk"),
                    Map.of("model_path", weights.folder, "weight_version", weights.version, "flush_cache", true), answer -> {
                        if (answer.path("success").asBoolean(false)) return answer;
                        throw refused(weights, server.blotted(answer.path("message").asString(answer.toString())));
                    });
        } catch (EngineException e) {
            if (e.fatal()) throw e;
            throw refused(weights, String.valueOf(e.getMessage()));
        }
    }

    private static EngineException refused(Given weights, String why) {
        return new EngineException(true, "the server does not take the weights in " + weights.folder + ": " + why
                + "\nit must see that folder under that path: weights.folder says where they are written, weights.seen_as how the server calls it");
    }
}
