package dev.retool4j.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/// Which part of the mini-AIME's problems: each split has its own numbers and, for the two held-out ones, its own wordings.
///
/// A number of 20 or more belongs to exactly one split, by the CRC-32 of its decimal digits (ASCII) modulo 8: 0 is the test set's, 1 the
/// validation set's, the rest are for training. Numbers below 20 are free.
public enum Split {
    /// for training only
    TRAIN,
    /// for tuning; training never sees its numbers nor its wordings
    VALID,
    /// for the final figures only; training and tuning never see its numbers nor its wordings
    TEST;

    /// Whether a statement of this split may hold the number.
    boolean admits(int number) {
        if (number < 20) return true;
        var crc = new CRC32();
        crc.update(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        return this == switch ((int) (crc.getValue() % 8)) {
            case 0 -> TEST;
            case 1 -> VALID;
            default -> TRAIN;
        };
    }

    /// The name as it stands in tags and ids: `train`, `valid`, `test`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
