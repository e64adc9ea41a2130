package dev.retool4j.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.zip.CRC32C;

/// Writes scalars as a TensorBoard event file: `Event` protocol buffers in TFRecord framing (length, masked CRC32C of it, data, masked
/// CRC32C of that). Each attempt of a run has its own file; it tells TensorBoard to drop what an earlier one logged from its first step on.
public final class TensorBoardWriter implements AutoCloseable {
    private static final int MASK_DELTA = 0xa282ead8;

    private final Path file;
    private final FileChannel channel;

    /// @param firstStep the first step that this attempt will log
    public TensorBoardWriter(Path directory, Instant now, int firstStep) {
        this.file = directory
                .resolve("events.out.tfevents.%010d.%s.%d.v2".formatted(now.getEpochSecond(), host(), ProcessHandle.current().pid()));
        AtomicFiles.createDirectories(directory);
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
        write(versionEvent(seconds(now)));
        write(startEvent(seconds(now), firstStep));
    }

    /// Writes the finite ones of the scalars of a step.
    public synchronized void write(int step, Instant now, Map<String, Double> scalars) {
        write(scalarEvent(seconds(now), step, scalars));
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    private void write(byte[] event) {
        var record = ByteBuffer.wrap(record(event));
        try {
            while (record.hasRemaining())
                channel.write(record);
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    /// TFRecord framing.
    static byte[] record(byte[] data) {
        var buffer = ByteBuffer.allocate(data.length + 16).order(ByteOrder.LITTLE_ENDIAN).putLong(data.length);
        buffer.putInt(maskedCrc(buffer.array(), 8)).put(data).putInt(maskedCrc(data, data.length));
        return buffer.array();
    }

    /// `Event { wall_time = 1, step = 2, summary = 5 { value = 1 { tag = 1, simple_value = 2 } } }`.
    static byte[] scalarEvent(double time, long step, Map<String, Double> scalars) {
        var summary = new Message();
        scalars.forEach((tag, value) -> {
            if (Double.isFinite(value)) summary.bytes(1, new Message().text(1, tag).fixed32(2, value.floatValue()).toBytes());
        });
        return new Message().fixed64(1, time).varint(2, step).bytes(5, summary.toBytes()).toBytes();
    }

    /// `Event { wall_time = 1, file_version = 3 }`, which every file begins with.
    static byte[] versionEvent(double time) {
        return new Message().fixed64(1, time).text(3, "brain.Event:2").toBytes();
    }

    /// `Event { wall_time = 1, step = 2, session_log = 7 { status = 1: START } }`.
    static byte[] startEvent(double time, long step) {
        return new Message().fixed64(1, time).varint(2, step).bytes(7, new Message().varint(1, 1).toBytes()).toBytes();
    }

    private static int maskedCrc(byte[] data, int length) {
        var crc = new CRC32C();
        crc.update(data, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK_DELTA;
    }

    private static double seconds(Instant time) {
        return time.toEpochMilli() / 1000.0;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "_");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /// A protocol buffer message being written; fields of value zero are left out, as proto3 does.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message varint(int field, long value) {
            if (value == 0) return this;
            raw((long) field << 3);
            raw(value);
            return this;
        }

        Message fixed64(int field, double value) {
            if (Double.doubleToRawLongBits(value) == 0) return this;
            raw((long) field << 3 | 1);
            out.writeBytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
            return this;
        }

        /// A member of a oneof: written even if it is zero.
        Message fixed32(int field, float value) {
            raw((long) field << 3 | 5);
            out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, byte[] value) {
            raw((long) field << 3 | 2);
            raw(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] toBytes() {
            return out.toByteArray();
        }

        private void raw(long value) {
            long rest = value;
            for (; (rest & ~0x7fL) != 0; rest >>>= 7)
                out.write((int) (rest & 0x7f | 0x80));
            out.write((int) rest);
        }
    }
}
