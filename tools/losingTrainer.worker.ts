/** The training worker on a graphics card that goes away: what a test starts in its place. */
import './losingCards';
import '../workers/train.worker';
