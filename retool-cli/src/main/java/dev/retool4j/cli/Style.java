package dev.retool4j.cli;

/// Colours of the console, each with one meaning. Without colour every method gives its text as it is.
record Style(boolean color) {
    static final Style PLAIN = new Style(false);

    /// something is right
    String good(String text) {
        return paint("32", text);
    }

    /// something is wrong
    String bad(String text) {
        return paint("31", text);
    }

    /// something to look at
    String warn(String text) {
        return paint("33", text);
    }

    /// code that the policy wrote
    String code(String text) {
        return paint("34", text);
    }

    /// a title or a figure that counts
    String strong(String text) {
        return paint("1", text);
    }

    /// what frames the text
    String faint(String text) {
        return paint("2", text);
    }

    private String paint(String sgr, String text) {
        return color ? "\u001b[" + sgr + "m" + text + "\u001b[0m" : text;
    }
}
