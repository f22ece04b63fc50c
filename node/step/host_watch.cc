#include "node/step/host_watch.h"

#include <poll.h>
#include <unistd.h>

#include <thread>

namespace passerelle::step {

void end_with_host(int descriptor) {
  std::thread([descriptor] {
    while (true) {
      pollfd watched{descriptor, 0, 0};  // a hang-up is reported without being asked for
      if (::poll(&watched, 1, -1) > 0 && (watched.revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
        ::_exit(0);
      }
    }
  }).detach();
}

}  // namespace passerelle::step
