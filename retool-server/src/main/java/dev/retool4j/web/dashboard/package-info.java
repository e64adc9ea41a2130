/// The dashboard: runs, curves and trajectories in a browser, live while a run trains.
@NullMarked
package dev.retool4j.web.dashboard;

import org.jspecify.annotations.NullMarked;
