package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A cheap hash of a decoder's weights: a step of training changes all of them, so a sample tells checkpoints apart.
final class Fingerprint {
    private static final long MOST = 1 << 16;

    private Fingerprint() {}

    /// @param buffers all weights, and the adapters' where there are any; `[elements]` each
    static String of(ModelConfig config, List<Tensor> buffers) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(config.withDtype("float32").withEosTokenIds(List.of()).toJson().getBytes(StandardCharsets.UTF_8));
            for (var buffer : buffers)
                digest.update(sample(buffer));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] sample(Tensor buffer) {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            long count = Math.min(MOST, buffer.numel()), stride = buffer.numel() / count;
            var sample = buffer.narrow(0, 0, count * stride).view(count, stride).select(1, 0).cpu().to(ScalarType.Float).contiguous();
            var values = new float[(int) count];
            sample.data_ptr_float().get(values);
            var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return bytes.array();
        }
    }
}
