#include "node/http/codec.h"
#include "node/http/message_reader.h"

namespace passerelle::http {
namespace {

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == ':' || c == '[' || c == ']' || c == '%';
  });
}

// RFC 9112 section 3.2: one Host in HTTP/1.1, at most one ever.
Result<void> check_host(const Headers& headers, int version) {
  const auto hosts = headers.count("Host");
  if (hosts > 1 || (hosts == 0 && version >= 11)) return malformed("not exactly one Host");
  if (hosts == 1 && !is_host(headers.get("Host"))) return malformed("Host is not a host");
  return {};
}

// RFC 9112 section 3.2.2: the absolute form must be read; it must not smuggle in another host.
Result<std::string> origin_form(std::string_view target, std::string_view host) {
  if (target.starts_with('/')) return std::string(target);
  const auto scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return malformed("the request target is not a path");
  const auto scheme = target.substr(0, scheme_end);
  if (!equal_ignoring_case(scheme, "https") && !equal_ignoring_case(scheme, "http")) {
    return malformed("the request target has another scheme");
  }
  target.remove_prefix(scheme_end + 3);
  const auto end = std::min(target.find_first_of("/?"), target.size());
  if (!equal_ignoring_case(target.substr(0, end), host)) {
    return malformed("the request target names another host than Host");
  }
  target.remove_prefix(end);
  return target.starts_with('/') ? std::string(target) : "/" + std::string(target);
}

}  // namespace

struct RequestDecoder::State {
  explicit State(Limits limits) : reader(limits) {}

  Result<void> read_request_head() {
    const auto& message = reader.parser().get();
    const int version = static_cast<int>(message.version());
    request = Request{};
    request.headers = reader.headers();
    if (auto host = check_host(request.headers, version); !host) return host;

    const auto verb = message.method_string();
    const auto method = method_of({verb.data(), verb.size()});
    if (!method) return Error{HttpError::method_unknown, "a verb that is not served"};
    request.method = *method;

    const std::string_view target(message.target().data(), message.target().size());
    if (target.size() > reader.limits().target_bytes) {
      return Error{HttpError::target_too_long, "the request target is longer than the limit"};
    }
    const auto expectation = request.header("Expect");
    wants_continue = version >= 11 && equal_ignoring_case(expectation, "100-continue");
    if (!expectation.empty() && !wants_continue && version >= 11) {
      return Error{HttpError::expectation_unsupported, "only 100-continue may be expected"};
    }
    if (target == "*" && request.method == Method::options) {
      request.target = request.path = "*";
      return {};
    }
    auto origin = origin_form(target, request.header("Host"));
    if (!origin) return origin.error();
    return request.set_target(std::move(*origin));
  }

  MessageReader<true> reader;
  Request request;
  bool wants_continue = false;
};

RequestDecoder::RequestDecoder(Limits limits) : state_(std::make_unique<State>(limits)) {}
RequestDecoder::~RequestDecoder() = default;
RequestDecoder::RequestDecoder(RequestDecoder&&) noexcept = default;
RequestDecoder& RequestDecoder::operator=(RequestDecoder&&) noexcept = default;

Result<DecodeState> RequestDecoder::feed(std::string_view bytes) {
  auto& reader = state_->reader;
  reader.add(bytes);
  if (!reader.has_head()) {
    auto is_there = reader.read_head(false);
    if (!is_there) return is_there.error();
    if (!*is_there) return DecodeState::need_more;
    if (auto read = state_->read_request_head(); !read) return read.error();
    return DecodeState::headers_complete;
  }
  auto is_complete = reader.read_body();
  if (!is_complete) return is_complete.error();
  return *is_complete ? DecodeState::done : DecodeState::need_more;
}

const Request& RequestDecoder::head() const { return state_->request; }

Request RequestDecoder::take() {
  Request request = std::move(state_->request);
  request.body = state_->reader.take_body();
  state_->reader.next();
  return request;
}

bool RequestDecoder::expects_continue() const {
  return state_->wants_continue && !state_->reader.parser().is_done() &&
         !state_->reader.has_body_bytes();
}

bool RequestDecoder::keep_alive() const { return state_->reader.parser().keep_alive(); }

bool RequestDecoder::is_idle() const { return state_->reader.is_idle(); }

}  // namespace passerelle::http
