#include "node/cli/session.h"

#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "node/service/errors.h"

namespace passerelle::cli {
namespace {

using service::ServiceError;

std::filesystem::path home_folder(const std::string& given) {
  if (!given.empty()) return std::filesystem::absolute(given);
  const char* variable = std::getenv("PASSERELLE_HOME");
  if (variable != nullptr && *variable != '\0') return std::filesystem::absolute(variable);
  return std::filesystem::current_path();
}

Result<std::string> read_token(const std::filesystem::path& file) {
  auto text = service::read_text_file(file, 4096);
  if (!text) return text.error();
  while (!text->empty() && std::isspace(static_cast<unsigned char>(text->back()))) {
    text->pop_back();
  }
  return *std::move(text);
}

// Writes what only the owner may read.
Result<void> write_private(const std::filesystem::path& file, const std::string& text) {
  const auto mask = ::umask(077);
  auto written = service::write_text_file(file, text);
  ::umask(mask);
  return written;
}

}  // namespace

std::string path_to(const std::string& collection, const std::string& id, const std::string& rest) {
  return "/api/v1/" + collection + "/" + http::percent_encoded(id) + rest;
}

Session::Session(const Options& options, Transport transport)
    : options_(options),
      transport_(std::move(transport)),
      home_{home_folder(options.home)},
      last_problem_(std::make_shared<Json>()) {}

const Json& Session::last_problem() const { return *last_problem_; }

// The login to use: --token-file, --as, or the only one there is. None means the local operator.
Result<std::optional<std::string>> Session::token() const {
  if (!options_.token_file.empty()) {
    auto text = read_token(options_.token_file);
    if (!text) return text.error();
    return std::optional(*std::move(text));
  }
  if (!options_.user.empty()) {
    const auto file = home_.tokens() / options_.user;
    if (!std::filesystem::exists(file)) {
      return Error{ServiceError::login_required,
                   options_.user + " is not logged in; `passerelle login " + options_.user + "`"};
    }
    auto text = read_token(file);
    if (!text) return text.error();
    return std::optional(*std::move(text));
  }
  return std::optional<std::string>();
}

Result<http::Response> Session::ask(http::Method method,
                                    const std::string& target,
                                    const std::string& body,
                                    const std::string& accept) {
  auto request = http::make_request(method, target, body, body.empty() ? "" : "application/json");
  if (!request) return request.error();
  request->set_header("Accept", accept);
  request->set_header("Accept-Language", options_.language);
  const auto login = token();
  if (!login) return login.error();
  if (*login) request->set_header("Authorization", "Bearer " + **login);
  auto response = transport_(home_, *std::move(request));
  if (!response || response->status < 400) return response;
  const auto problem = parse_json(response->body);
  if (!problem || !problem->is_object()) {
    return Error{BaseError::unavailable, "the node answered " + std::to_string(response->status)};
  }
  *last_problem_ = *problem;
  auto sentence = problem->value("code", std::string("problem"));
  const auto detail = problem->value("detail", problem->value("title", std::string()));
  if (!detail.empty()) sentence += ": " + detail;
  return Error{ServiceError::refused, sentence};
}

Result<Json> Session::get(const std::string& target) {
  const auto response = ask(http::Method::get, target, {}, "application/json");
  if (!response) return response.error();
  return parse_json(response->body, std::size_t{256} << 20);
}

Result<Json> Session::post(const std::string& target, const Json& body) {
  const auto text = canonical(body);
  if (!text) return text.error();
  const auto response = ask(http::Method::post, target, *text, "application/json");
  if (!response) return response.error();
  return parse_json(response->body);
}

Result<Json> Session::post(const std::string& target) { return post(target, Json::object()); }

Result<void> Session::keep_token(const std::string& user, const std::string& token) {
  return write_private(home_.tokens() / user, token + "\n");
}

Result<void> Session::forget_token() {
  std::error_code failed;
  if (!options_.user.empty()) std::filesystem::remove(home_.tokens() / options_.user, failed);
  return {};
}

Result<Secret> read_password(const std::string& file, const std::string& prompt) {
  if (!file.empty()) {
    auto text = read_token(file);
    if (!text) return text.error();
    return Secret(*std::move(text));
  }
  termios shown{};
  const bool is_terminal = ::tcgetattr(STDIN_FILENO, &shown) == 0;
  if (is_terminal) {
    std::cerr << prompt << std::flush;
    auto hidden = shown;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
  }
  std::string line;
  std::getline(std::cin, line);
  if (is_terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &shown);
    std::cerr << "\n";
  }
  return Secret(std::move(line));
}

Result<Json> read_json_file(const std::filesystem::path& file) {
  const auto text = service::read_text_file(file, kMaximumJsonBytes);
  if (!text) return text.error();
  auto value = parse_json(*text);
  if (!value) return Error{value.error().code, file.string() + ": " + value.error().detail};
  return value;
}

}  // namespace passerelle::cli
