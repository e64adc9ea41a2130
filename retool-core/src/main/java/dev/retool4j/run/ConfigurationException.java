package dev.retool4j.run;

/// A configuration that cannot be used: an unknown key, a value of the wrong type or outside its range, a file that is no YAML.
/// The message's first line says what and where; a second line, if any, what to do.
public final class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    ConfigurationException(String message, String hint) {
        super(message + "\n" + hint);
    }
}
