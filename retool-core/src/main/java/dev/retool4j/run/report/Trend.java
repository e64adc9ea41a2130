package dev.retool4j.run.report;

/// One finding of the paper beside what the run shows.
///
/// @param finding what the paper finds
/// @param paper   its figures
/// @param here    the run's
/// @param verdict whether they agree
record Trend(String finding, String paper, String here, Verdict verdict) {

    /// How far a run shows what the paper found.
    enum Verdict {
        /// same direction and of comparable size
        YES("yes"),
        /// same direction, clearly smaller
        IN_PART("in part"),
        /// no clear change, or the other direction
        NO("no"),
        /// nothing to judge by
        NOT_MEASURED("not measured");

        private final String words;

        Verdict(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }
}
