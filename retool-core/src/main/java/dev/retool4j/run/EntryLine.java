package dev.retool4j.run;

import dev.retool4j.analysis.Correction;
import dev.retool4j.rollout.StopReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a line of a trace index as this version writes it, member after member: a list of a hundred thousand is then there in a moment, from a
/// fresh start too. Any other line is left to the JSON reader.
final class EntryLine {
    private final byte[] bytes;
    private final int end;
    private int at;

    private EntryLine(byte[] bytes, int begin, int length) {
        this.bytes = bytes;
        this.at = begin;
        this.end = begin + length;
    }

    /// The entry; null where the line has another form.
    static @Nullable TraceEntry parse(byte[] bytes, int begin, int length) {
        try {
            return new EntryLine(bytes, begin, length).entry();
        } catch (OtherForm | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return null;
        }
    }

    private static final class OtherForm extends Exception {
        private static final long serialVersionUID = 1L;
        private static final OtherForm ONE = new OtherForm();

        private OtherForm() {
            super("", null, false, false);
        }
    }

    private TraceEntry entry() throws OtherForm {
        var id = string("{\"id\":");
        int step = number(",\"step\":");
        var problem = string(",\"problem\":");
        int sample = number(",\"sample\":");
        long offset = Long.parseLong(plain(",\"offset\":"));
        int length = number(",\"length\":");
        double reward = Double.parseDouble(plain(",\"reward\":"));
        boolean correct = truth(",\"correct\":");
        expect(",\"answer\":");
        var answer = bytes[at] == 'n' ? nothing() : string("");
        int tokens = number(",\"tokens\":");
        int turns = number(",\"turns\":");
        int calls = number(",\"calls\":");
        int failed = number(",\"failed\":");
        var stop = StopReason.valueOf(string(",\"stop\":"));
        int code = number(",\"code\":");
        var mends = corrections();
        expect("}");
        if (at != end) throw OtherForm.ONE;
        return new TraceEntry(id, step, problem, sample, offset, length, reward, correct, answer, tokens, turns, calls, failed, stop, code,
                mends);
    }

    private List<Correction> corrections() throws OtherForm {
        expect(",\"mends\":[");
        if (bytes[at] == ']') {
            at++;
            return List.of();
        }
        var corrections = new ArrayList<Correction>();
        while (true) {
            int block = number("{\"block\":");
            int mended = number(",\"mended\":");
            var error = string(",\"error\":");
            expect("}");
            corrections.add(new Correction(block, mended, error));
            if (bytes[at++] == ']') return List.copyOf(corrections);
            if (bytes[at - 1] != ',') throw OtherForm.ONE;
        }
    }

    private void expect(String text) throws OtherForm {
        for (int i = 0; i < text.length(); i++)
            if (bytes[at + i] != text.charAt(i)) throw OtherForm.ONE;
        at += text.length();
    }

    private @Nullable String nothing() throws OtherForm {
        expect("null");
        return null;
    }

    private boolean truth(String name) throws OtherForm {
        expect(name);
        boolean truth = bytes[at] == 't';
        expect(truth ? "true" : "false");
        return truth;
    }

    /// A string without escapes.
    private String string(String name) throws OtherForm {
        expect(name);
        expect("\"");
        int begin = at;
        while (bytes[at] != '"') {
            if (bytes[at] == '\\' || at >= end) throw OtherForm.ONE;
            at++;
        }
        return new String(bytes, begin, at++ - begin, StandardCharsets.UTF_8);
    }

    private int number(String name) throws OtherForm {
        expect(name);
        boolean negative = bytes[at] == '-';
        if (negative) at++;
        int begin = at;
        int value = 0;
        while (bytes[at] >= '0' && bytes[at] <= '9')
            value = 10 * value + bytes[at++] - '0';
        if (at == begin || at > begin + 9) throw OtherForm.ONE;
        return negative ? -value : value;
    }

    /// What stands before the next comma.
    private String plain(String name) throws OtherForm {
        expect(name);
        int begin = at;
        while (bytes[at] != ',') {
            if (at >= end) throw OtherForm.ONE;
            at++;
        }
        return new String(bytes, begin, at - begin, StandardCharsets.US_ASCII);
    }
}
