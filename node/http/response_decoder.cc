#include "node/http/codec.h"
#include "node/http/message_reader.h"

namespace passerelle::http {

struct ResponseDecoder::State {
  explicit State(Limits limits) : reader(limits) {}

  MessageReader<false> reader;
  Response response;
  Method request = Method::get;
};

ResponseDecoder::ResponseDecoder(Limits limits) : state_(std::make_unique<State>(limits)) {}
ResponseDecoder::~ResponseDecoder() = default;
ResponseDecoder::ResponseDecoder(ResponseDecoder&&) noexcept = default;
ResponseDecoder& ResponseDecoder::operator=(ResponseDecoder&&) noexcept = default;

void ResponseDecoder::expect(Method request) { state_->request = request; }

Result<DecodeState> ResponseDecoder::feed(std::string_view bytes) {
  auto& reader = state_->reader;
  reader.add(bytes);
  while (!reader.has_head()) {
    auto is_there = reader.read_head(state_->request == Method::head);
    if (!is_there) return is_there.error();
    if (!*is_there) return DecodeState::need_more;
    const int status = static_cast<int>(reader.parser().get().result_int());
    if (status < 200) {
      // An upgrade that nobody asked for, or a status that no one defined.
      if (status < 100 || status == 101) return Error{HttpError::malformed, "a strange status"};
      reader.next();
      continue;
    }
    state_->response = Response{};
    state_->response.status = status;
    state_->response.headers = reader.headers();
    state_->response.close = !reader.parser().keep_alive();
    return DecodeState::headers_complete;
  }
  auto is_complete = reader.read_body();
  if (!is_complete) return is_complete.error();
  return *is_complete ? DecodeState::done : DecodeState::need_more;
}

Result<DecodeState> ResponseDecoder::finish() {
  auto is_complete = state_->reader.end_of_bytes();
  if (!is_complete) return is_complete.error();
  return *is_complete ? DecodeState::done : DecodeState::need_more;
}

const Response& ResponseDecoder::head() const { return state_->response; }

Response ResponseDecoder::take() {
  Response response = std::move(state_->response);
  response.body = state_->reader.take_body();
  state_->reader.next();
  return response;
}

bool ResponseDecoder::is_idle() const { return state_->reader.is_idle(); }

}  // namespace passerelle::http
