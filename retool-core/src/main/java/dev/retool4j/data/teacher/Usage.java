package dev.retool4j.data.teacher;

/// Tokens of requests.
///
/// @param requests   requests that were made
/// @param prompt     tokens that were sent
/// @param completion tokens that came back, a reasoning model's thoughts included
public record Usage(long requests, long prompt, long completion) {
    public static final Usage NONE = new Usage(0, 0, 0);
    private static final double MILLION = 1e6;
    /// Characters in a token of English, for endpoints that do not say what they count.
    private static final double CHARACTERS = 4;

    /// One request whose tokens were not counted by the endpoint, at four characters a token.
    static Usage estimated(long promptCharacters, long completionCharacters) {
        return new Usage(1, tokens(promptCharacters), tokens(completionCharacters));
    }

    private static long tokens(long characters) {
        return (long) Math.ceil(characters / CHARACTERS);
    }

    public Usage plus(Usage other) {
        return new Usage(requests + other.requests, prompt + other.prompt, completion + other.completion);
    }

    public long tokens() {
        return prompt + completion;
    }

    /// The price, where a million tokens cost that much.
    public double price(double promptPrice, double completionPrice) {
        return (prompt * promptPrice + completion * completionPrice) / MILLION;
    }
}
