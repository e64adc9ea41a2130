package dev.retool4j.run.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An HTML or SVG element being built. Text is escaped on its way in and there is no way around it, so that nothing a model or a program
/// wrote is ever read as markup; characters that would act unseen (control, bidirectional) are shown as signs. The result is also
/// well-formed XML.
final class Tag {
    private static final Set<String> VOID = Set.of("meta", "br", "hr");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<Object> children = new ArrayList<>(); // Tag, or escaped text

    private Tag(String name) {
        this.name = name;
    }

    static Tag of(String name) {
        return new Tag(name);
    }

    /// With a class.
    static Tag of(String name, String style) {
        return new Tag(name).with("class", style);
    }

    /// A style sheet, the one thing that HTML does not unescape.
    static Tag style(String css) {
        if (css.contains("<") || css.contains("&")) throw new IllegalArgumentException("a style sheet must not hold '<' or '&'");
        var tag = new Tag("style");
        tag.children.add(css);
        return tag;
    }

    Tag with(String attribute, String value) {
        attributes.put(attribute, escape(value));
        return this;
    }

    /// A coordinate or length, with at most two decimals.
    Tag with(String attribute, double value) {
        return with(attribute, coordinate(value));
    }

    Tag text(String text) {
        children.add(escape(text));
        return this;
    }

    Tag add(Tag... tags) {
        children.addAll(List.of(tags));
        return this;
    }

    Tag add(List<Tag> tags) {
        children.addAll(tags);
        return this;
    }

    @Override
    public String toString() {
        var out = new StringBuilder();
        render(out);
        return out.toString();
    }

    void render(StringBuilder out) {
        out.append('<').append(name);
        attributes.forEach((key, value) -> out.append(' ').append(key).append("=\"").append(value).append('"'));
        if (VOID.contains(name)) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (var child : children) {
            if (child instanceof Tag tag) tag.render(out);
            else
                out.append(child);
        }
        out.append("</").append(name).append('>');
    }

    /// A number as SVG writes it.
    static String coordinate(double value) {
        double rounded = Math.round(value * 100) / 100.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    static String escape(String text) {
        var out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length();) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) character);
                default -> append(out, character);
            }
        }
        return out.toString();
    }

    private static void append(StringBuilder out, int character) {
        if (character < 0x20) out.append((char) (0x2400 + character)); // ␀ and its like
        else if (character == 0x7f) out.append('␡');
        else if (isUnseen(character)) out.append("⟨U+%04X⟩".formatted(character));
        else
            out.appendCodePoint(character);
    }

    private static boolean isUnseen(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR || (character & 0xfffe) == 0xfffe;
    }
}
