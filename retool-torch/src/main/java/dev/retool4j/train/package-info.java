/// SFT and RL trainers, advantage estimators, losses, optimisers and checkpoints.
@NullMarked
package dev.retool4j.train;

import org.jspecify.annotations.NullMarked;
