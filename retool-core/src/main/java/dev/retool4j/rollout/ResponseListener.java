package dev.retool4j.rollout;

/// Hears a response while it is written, token by token. Called by the threads that write it: it must return at once.
public interface ResponseListener {
    /// Hears nothing.
    ResponseListener NONE = new ResponseListener() {
        @Override
        public void sampled(int id) {}

        @Override
        public void inserted(String text) {}
    };

    /// The policy drew a token; that which ends a turn is heard too.
    void sampled(int id);

    /// The environment wrote behind the tokens sampled so far: interpreter output in the form that the policy sees.
    void inserted(String text);
}
