package dev.retool4j.run.report;

import dev.retool4j.run.Trace;

/// One trajectory as an HTML file that loads and runs nothing, to keep or to send to somebody.
public final class TracePage {
    private TracePage() {}

    /// The whole document.
    ///
    /// @param origin where the trace comes from, for example `demo/tool, heldout@120`
    public static String html(String origin, Trace trace) {
        var trajectory = trace.trajectory();
        var note = origin + " · step " + trace.step() + " · problem " + trajectory.problem().id() + " · sample " + trajectory.sample();
        var body = SampleView.render(new Sample(trajectory.id(), note, trace), Integer.MAX_VALUE);
        return HtmlReport.page(trajectory.id(), Tag.of("main").add(body));
    }
}
