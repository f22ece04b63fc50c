#include "node/net/runtime.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <csignal>
#include <utility>

#include "node/net/runtime_impl.h"

namespace passerelle::net {

struct Timer::State {
  std::atomic<bool> is_cancelled = false;
  std::weak_ptr<Runtime::Impl> runtime;
  // Owned by the pending wait, so that a forgotten handle never outlives the runtime.
  std::weak_ptr<asio::steady_timer> timer;
};

void Timer::cancel() {
  if (!state_ || state_->is_cancelled.exchange(true)) return;
  const auto runtime = state_->runtime.lock();
  if (!runtime) return;
  asio::post(runtime->io, [pending = state_->timer] {
    if (const auto timer = pending.lock()) timer->cancel();
  });
}

Runtime::Impl::Impl(RuntimeOptions options)
    : told(std::move(options.report)),
      pool(options.pool_threads, options.pool_queue, [this](std::string_view sentence) {
        report(sentence);
      }) {}

void Runtime::Impl::guarded(const std::function<void()>& fn) const {
  try {
    fn();
  } catch (const std::exception& error) {
    report(std::string("a task on the I/O thread failed: ") + error.what());
  }
}

void Runtime::Impl::wait_for_signal() {
  signals->async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    guarded([&] { signal_fn(signal); });
    wait_for_signal();
  });
}

Runtime::Runtime(RuntimeOptions options) : impl_(std::make_shared<Impl>(std::move(options))) {}

Runtime::~Runtime() { impl_->pool.end(); }

void Runtime::run() {
  impl_->io_thread = std::this_thread::get_id();
  // Only what we post ourselves is guarded; a throw from deeper must not end the node either.
  while (!impl_->io.stopped()) {
    impl_->guarded([this] { impl_->io.run(); });
  }
  impl_->io_thread = std::thread::id{};
}

void Runtime::stop() { impl_->io.stop(); }

void Runtime::on_signal(std::function<void(int)> fn) {
  post([this, fn = std::move(fn)]() mutable {
    const bool is_waiting = impl_->signals.has_value();
    impl_->signal_fn = std::move(fn);
    if (is_waiting) return;
    impl_->signals.emplace(impl_->io, SIGTERM, SIGINT);
    impl_->wait_for_signal();
  });
}

bool Runtime::on_pool(std::function<void()> fn) { return impl_->pool.add(std::move(fn)); }

void Runtime::post(std::function<void()> fn) {
  asio::post(impl_->io, [impl = impl_.get(), fn = std::move(fn)] { impl->guarded(fn); });
}

Timer Runtime::after(std::chrono::milliseconds delay, std::function<void()> fn) {
  auto timer = std::make_shared<asio::steady_timer>(impl_->io);
  timer->expires_after(delay);
  auto state = std::make_shared<Timer::State>();
  state->runtime = impl_;
  state->timer = timer;
  // Posted: a timer is touched by the I/O thread only.
  asio::post(impl_->io, [impl = impl_.get(), timer, state, fn = std::move(fn)]() mutable {
    if (state->is_cancelled) return;
    auto& waiting = *timer;
    waiting.async_wait([impl, timer = std::move(timer), state = std::move(state),
                        fn = std::move(fn)](const boost::system::error_code& error) {
      if (!error && !state->is_cancelled) impl->guarded(fn);
    });
  });
  return Timer(std::move(state));
}

bool Runtime::is_io_thread() const { return impl_->io_thread.load() == std::this_thread::get_id(); }

void Runtime::report(std::string_view sentence) const { impl_->report(sentence); }

}  // namespace passerelle::net
