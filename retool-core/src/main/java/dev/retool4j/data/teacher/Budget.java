package dev.retool4j.data.teacher;

import java.util.Locale;

/// Keeps the spending within its limits: before a request its highest price is set aside, afterwards the true one is booked. While others are
/// in flight, a request that would go over the limit waits for them to cost less than was set aside. Safe for use by many threads.
final class Budget {
    /// Where the limit of an answer is unknown.
    private static final int UNKNOWN = 16_384;

    private final TeacherOptions options;
    private Usage spent; // guarded by this
    private Usage reserved = Usage.NONE; // guarded by this

    /// @param spent before this call
    Budget(TeacherOptions options, Usage spent) {
        this.options = options;
        this.spent = spent;
    }

    /// Sets aside what a request may cost at most: two characters of the prompt to a token, and an answer of full length.
    ///
    /// @return what was set aside, for [#settle]
    /// @throws TeacherException if it would go over the limit
    synchronized Usage reserve(TeacherRequest request) throws InterruptedException {
        long characters = request.messages().stream().mapToLong(message -> message.content().length()).sum();
        var most = new Usage(1, characters / 2 + 16, options.maxTokens() > 0 ? options.maxTokens() : UNKNOWN);
        while (over(spent.plus(reserved).plus(most))) {
            if (reserved.requests() == 0)
                throw new TeacherException(TeacherException.Kind.BUDGET,
                        "the budget is used up: %s of %s spent, and the next request may cost %s".formatted(said(spent), limit(),
                                said(most))
                                + "\nraise teacher.budget or teacher.budget_tokens, or lower teacher.max_tokens");
            wait();
        }
        reserved = reserved.plus(most);
        return most;
    }

    /// Gives back what was set aside.
    synchronized void settle(Usage most) {
        reserved = new Usage(reserved.requests() - 1, reserved.prompt() - most.prompt(), reserved.completion() - most.completion());
        notifyAll();
    }

    /// Books what was spent.
    synchronized void spend(Usage usage) {
        spent = spent.plus(usage);
    }

    /// What was spent, earlier calls included.
    synchronized Usage spent() {
        return spent;
    }

    private boolean over(Usage usage) {
        return options.budgetTokens() > 0 && usage.tokens() > options.budgetTokens()
                || options.budget() > 0 && price(usage) > options.budget();
    }

    private double price(Usage usage) {
        return usage.price(options.promptPrice(), options.completionPrice());
    }

    private String said(Usage usage) {
        return options.budget() > 0 ? String.format(Locale.ROOT, "%.2f", price(usage)) : Long.toString(usage.tokens());
    }

    private String limit() {
        return options.budget() > 0 ? Double.toString(options.budget()) : options.budgetTokens() + " tokens";
    }
}
