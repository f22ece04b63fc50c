#include "node/net/session.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "node/base/clock.h"

namespace passerelle::net {
namespace {

constexpr std::size_t kWritePiece = std::size_t{256} << 10;
constexpr std::chrono::milliseconds kLinger{2'000};

// Returns the status that tells the peer what went wrong, or nothing when nobody listens any more.
std::optional<int> status_for(const Error& error) {
  if (error.code == NetError::timeout) return 408;
  if (error.code.category() != http::make_error_code(http::HttpError::malformed).category()) {
    return std::nullopt;
  }
  return http::status_of(static_cast<http::HttpError>(error.code.value()));
}

Connection describe(const StreamSocket& socket, Door door) {
  Connection connection;
  connection.remote = remote_text(socket);
  if (door != Door::local) return connection;
  ucred credentials{};
  socklen_t size = sizeof(credentials);
  auto& handle = const_cast<StreamSocket&>(socket);
  if (getsockopt(handle.native_handle(), SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) {
    connection.peer_uid = static_cast<int>(credentials.uid);
  }
  return connection;
}

}  // namespace

Session::Session(std::shared_ptr<Listener> listener, StreamSocket socket, const TlsContext& tls)
    : listener_(std::move(listener)),
      transport_(std::make_shared<Transport>(std::move(socket), tls)),
      deadlines_(listener_->options().deadlines),
      decoder_(listener_->options().limits) {
  connection_ = describe(transport_->socket(), listener_->door());
  if (listener_->door() != Door::local) {
    const int on = 1;
    setsockopt(transport_->socket().native_handle(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
}

asio::awaitable<void> Session::serve(std::shared_ptr<Session> self) { co_await self->live(); }

asio::awaitable<void> Session::live() {
  // Not in the condition of a loop: g++ 12 then lays out the coroutine's frame wrongly.
  bool goes_on = co_await greet();
  while (goes_on) goes_on = co_await exchange();
  if (!must_linger_) co_return;
  transport_->expire_after(kLinger);
  co_await transport_->linger();
}

void Session::leave_if_idle() {
  if (is_idle_) cut();
}

void Session::cut() {
  is_cut_ = true;
  transport_->cancel();
  if (slot_) slot_->wake().cancel();
}

void Session::drop() { transport_->close(); }

asio::awaitable<bool> Session::greet() {
  transport_->expire_after(deadlines_.handshake);
  if (co_await transport_->handshake(TlsSide::server)) co_return false;
  if (listener_->door() != Door::federation) co_return true;
  auto pin = peer_pin(transport_->tls());
  if (pin.empty()) co_return false;
  connection_.peer_pin = std::move(pin);
  co_return true;
}

// One request and its answer. False when the connection must end.
asio::awaitable<bool> Session::exchange() {
  const auto head = co_await read_head();
  is_first_ = false;
  if (!head && !status_for(head.error())) co_return false;
  if (!listener_->admits(connection_)) {
    auto fixed = listener_->not_admitted();
    fixed.close = true;
    co_return co_await answer(std::move(fixed), http::Method::get);
  }
  if (!head) co_return co_await refuse(head.error());
  if (const auto body = co_await read_body(); !body) co_return co_await refuse(body.error());

  const bool goes_on = decoder_.keep_alive();
  auto request = decoder_.take();
  const auto method = request.method;
  auto response = co_await ask(std::move(request));
  if (is_cut_) co_return false;
  response.close = response.close || !goes_on || listener_->is_closing();
  co_return co_await answer(std::move(response), method);
}

// Says what was wrong, if anybody still listens, and ends the connection.
asio::awaitable<bool> Session::refuse(Error error) {
  const auto status = status_for(error);
  if (!status) co_return false;
  auto refusal = listener_->refused(*status, error);
  refusal.close = true;
  co_return co_await answer(std::move(refusal), http::Method::get);
}

asio::awaitable<Result<void>> Session::read_head() {
  auto state = decoder_.feed({});
  if (state && decoder_.is_idle()) {
    is_idle_ = true;
    if (listener_->is_closing()) co_return Error{NetError::stopped};
    transport_->expire_after(is_first_ ? deadlines_.headers : deadlines_.idle);
    state = co_await read_more();
    // Silence is no mistake: no answer, only the end.
    if (!state && state.error().code == NetError::timeout) co_return Error{NetError::stopped};
  }
  is_idle_ = false;
  transport_->expire_after(deadlines_.headers);
  while (state && *state == http::DecodeState::need_more) state = co_await read_more();
  if (!state) co_return state.error();
  co_return Result<void>{};
}

asio::awaitable<Result<void>> Session::read_body() {
  transport_->expire_after(deadlines_.body);
  if (decoder_.expects_continue() && !co_await write(std::string(http::continue_line()))) {
    co_return Error{NetError::unreachable};
  }
  transport_->expire_after(deadlines_.body);
  auto state = decoder_.feed({});
  while (state && *state == http::DecodeState::need_more) state = co_await read_more();
  if (!state) co_return state.error();
  co_return Result<void>{};
}

asio::awaitable<Result<http::DecodeState>> Session::read_more() {
  const auto moved = co_await transport_->read_some(buffer_);
  if (moved.error == asio::error::timed_out) {
    co_return Error{NetError::timeout, "the request came too slowly"};
  }
  if (moved.error) co_return Error{NetError::unreachable, moved.error.message()};
  co_return decoder_.feed({buffer_.data(), moved.bytes});
}

asio::awaitable<http::Response> Session::ask(http::Request request) {
  slot_ = std::make_shared<ReplySlot>(listener_->runtime().io);
  const auto slot = slot_;
  const SlotCloser closer(*slot);
  listener_->handle(std::move(request), connection_, slot->reply());
  if (!slot->is_settled()) {
    ErrorCode woken;
    slot->wake().expires_after(deadlines_.request);
    co_await slot->wake().async_wait(asio::redirect_error(asio::use_awaitable, woken));
  }
  slot_.reset();
  if (!slot->is_settled()) {
    co_return listener_->refused(504, Error{NetError::timeout, "the answer took too long"});
  }
  if (auto response = slot->take()) co_return std::move(*response);
  co_return listener_->refused(500, Error{BaseError::internal, "the request was not answered"});
}

asio::awaitable<bool> Session::answer(http::Response response, http::Method answered) {
  if (!response.headers.find("Date")) {
    response.set_header("Date", http::date_text(SystemClock().now()));
  }
  auto bytes = http::encode(response, answered);
  if (!bytes) {
    listener_->runtime().report("an answer that cannot be sent: " + bytes.error().text());
    response = http::problem_response(500, "the answer could not be written");
    response.close = true;
    bytes = http::encode(response, answered);
  }
  if (!bytes || !co_await write(std::move(*bytes))) co_return false;
  must_linger_ = response.close;
  co_return !response.close;
}

asio::awaitable<bool> Session::write(std::string bytes) {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto piece = rest.substr(0, kWritePiece);
    rest.remove_prefix(piece.size());
    transport_->expire_after(deadlines_.write);
    if (co_await transport_->write_all(piece)) co_return false;
  }
  co_return true;
}

}  // namespace passerelle::net
