package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompt templates in a JSON file, name by name, as Python format strings: the form of `prompt_template.json` in the evaluation that ReTool's
/// authors released.
final class PromptFile {
    private static final Set<String> FIELDS = Set.of("query", "question");

    private PromptFile() {}

    /// @param name a path, with `#` and a template's name behind it if the file holds several
    static Prompt read(String name) {
        int hash = name.lastIndexOf('#');
        var file = hash < 0 ? name : name.substring(0, hash);
        try {
            var templates = JsonMapper.shared().readTree(Files.readString(Path.of(file)));
            var known = templates.propertyNames();
            if (hash < 0 && known.size() != 1)
                throw new IllegalArgumentException(
                        file + " holds " + known.size() + " prompt templates " + known + ": name one, as in " + file
                                + "#" + (known.isEmpty() ? "name" : known.iterator().next()));
            var key = hash < 0 ? known.iterator().next() : name.substring(hash + 1);
            JsonNode template = templates.path(key);
            if (!template.isString())
                throw new IllegalArgumentException(file + " holds no prompt template '" + key + "', expected one of " + known);
            return new Prompt(name, unformatted(name, template.asString()));
        } catch (IOException e) {
            throw new IllegalArgumentException("no prompt template " + name + ": " + file + " cannot be read", e);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(file + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    /// What Python's `str.format` makes of a format string, with our placeholder where the question goes.
    private static String unformatted(String name, String format) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '{' && c != '}') {
                out.append(c);
            } else if (i + 1 < format.length() && format.charAt(i + 1) == c) {
                out.append(c);
                i++;
            } else {
                int close = format.indexOf('}', i);
                var field = c == '{' && close > 0 ? format.substring(i + 1, close) : "";
                if (!FIELDS.contains(field))
                    throw new IllegalArgumentException("prompt template " + name + ": expected {query}, or {{ and }} for braces, got "
                            + format.substring(i, Math.min(format.length(), i + 12)));
                out.append(Prompt.PLACEHOLDER);
                i = close;
            }
        }
        return out.toString();
    }
}
