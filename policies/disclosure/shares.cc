#include "policies/disclosure/shares.h"

namespace passerelle::disclosure {

bool exceeds_share(double part, double share, double total) {
  return !(part <= share * total + kShareTolerance * total);
}

bool reaches_share(double part, double share, double total) {
  return !(part < share * total - kShareTolerance * total);
}

bool leaves_too_little(double total, double largest, double second, double p) {
  return !(total - largest - second >= p * largest - kShareTolerance * total);
}

}  // namespace passerelle::disclosure
