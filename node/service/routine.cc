#include "node/service/routine.h"

#include <utility>

namespace passerelle::service {

Routine::Routine(std::chrono::milliseconds pause, std::function<void()> act)
    : thread_([this, pause, act = std::move(act)] {
        do {
          act();
        } while (interruption_.pause(pause));
      }) {}

Routine::~Routine() {
  stop();
  thread_.join();
}

void Routine::stop() { interruption_.request(); }

}  // namespace passerelle::service
