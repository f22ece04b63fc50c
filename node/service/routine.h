// Does something again and again on a thread of its own: what falls due by time alone.
//
// Thread safety: any thread. The destructor waits for the act that is under way.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "node/service/interruption.h"

namespace passerelle::service {

class Routine {
 public:
  Routine(std::chrono::milliseconds pause, std::function<void()> act);
  ~Routine();
  Routine(const Routine&) = delete;
  Routine& operator=(const Routine&) = delete;

  // Ends it soon, without waiting.
  void stop();

 private:
  Interruption interruption_;
  std::thread thread_;
};

}  // namespace passerelle::service
