package dev.retool4j.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A prompt template with the place of the question. Named templates:
///
/// - `demo`: the question between the demo policy's own special tokens;
/// - `paper`: the rollout prompt of ReTool, Figure 7;
/// - `text`: the same task without the interpreter, for the text-only baseline;
/// - `verl`: the bare question with the answer's format, for tool-call messages as in verl's recipe.
///
/// A file holds the template as it is, or, if it ends in `.json`, templates by name in the form of the paper's released evaluation: Python
/// format strings with `{query}` for the question and doubled braces for single ones. `prompt_template.json#retool` names one of several.
///
/// @param name     what it is called in messages and in the run's configuration
/// @param template text with `{question}` in it exactly once
public record Prompt(String name, String template) {
    public static final String PLACEHOLDER = "{question}";
    private static final List<String> NAMES = List.of("demo", "paper", "text", "verl");

    public Prompt {
        int at = template.indexOf(PLACEHOLDER);
        if (at < 0 || template.indexOf(PLACEHOLDER, at + 1) >= 0)
            throw new IllegalArgumentException(
                    "prompt template " + name + " must hold " + PLACEHOLDER + " exactly once, got " + (at < 0 ? "none" : "several"));
    }

    /// A named template, or one read from a file; the last line feed of a text file is not part of it.
    ///
    /// @param nameOrFile one of `demo`, `paper`, `text`, `verl`, or the path of a UTF-8 file
    public static Prompt of(String nameOrFile) {
        if (NAMES.contains(nameOrFile)) return named(nameOrFile);
        if (nameOrFile.matches(".*\\.json(#.*)?")) return PromptFile.read(nameOrFile);
        try {
            return new Prompt(nameOrFile, withoutLastLineFeed(Files.readString(Path.of(nameOrFile))));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "no prompt template " + nameOrFile + ": expected one of " + NAMES + " or a readable text file",
                    e);
        }
    }

    private static Prompt named(String name) {
        try (var in = Objects.requireNonNull(Prompt.class.getResourceAsStream("prompts/" + name + ".txt"))) {
            return new Prompt(name, withoutLastLineFeed(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the built-in prompt " + name, e);
        }
    }

    private static String withoutLastLineFeed(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /// The prompt for a question.
    public String render(String question) {
        return before() + question + after();
    }

    /// The tokens of [#render]; the question is untrusted, so that a tag in it is ordinary text.
    public int[] encode(Tokenizer tokenizer, String question) {
        return UntrustedText.between(tokenizer, before(), question, after()).tokens();
    }

    private String before() {
        return template.substring(0, template.indexOf(PLACEHOLDER));
    }

    private String after() {
        return template.substring(template.indexOf(PLACEHOLDER) + PLACEHOLDER.length());
    }
}
