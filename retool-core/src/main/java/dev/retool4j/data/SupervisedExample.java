package dev.retool4j.data;

import java.util.List;
import java.util.stream.Collectors;

/// One fine-tuning example: a problem, its rendered prompt, and the response it should get, split into spans.
///
/// @param problem the problem that the response answers
/// @param prompt  the rendered prompt, special tokens as text (masked in the loss)
/// @param spans   the response in order; interpreter spans are masked in the loss
public record SupervisedExample(Problem problem, String prompt, List<Span> spans) {
    public SupervisedExample {
        spans = List.copyOf(spans);
    }

    /// The response as one text.
    public String response() {
        return spans.stream().map(Span::text).collect(Collectors.joining());
    }
}
