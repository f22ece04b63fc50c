// One command's way to a node: the home it speaks of, who speaks, and how answers are shown.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "node/base/json.h"
#include "node/base/result.h"
#include "node/base/secret.h"
#include "node/http/message.h"
#include "node/service/home.h"

namespace passerelle::cli {

// Carries a request to the node of a home: over its socket when it runs, else in this process.
using Transport = std::function<Result<http::Response>(const service::Home&, http::Request)>;

// What every command takes.
struct Options {
  std::string home;
  std::string user;  // whose login to use
  std::string token_file;
  std::string language = "en";
  bool json = false;
};

// The target of one thing of a collection of the node, or of what is below it.
std::string path_to(const std::string& collection,
                    const std::string& id,
                    const std::string& rest = {});

class Session {
 public:
  Session(const Options& options, Transport transport);

  // Asks the node and returns its JSON answer; a problem document becomes an error.
  Result<Json> get(const std::string& target);
  Result<Json> post(const std::string& target, const Json& body);
  Result<Json> post(const std::string& target);
  Result<http::Response> ask(http::Method method,
                             const std::string& target,
                             const std::string& body,
                             const std::string& accept);

  // The problem document behind the last error, as the node gave it.
  const Json& last_problem() const;

  const service::Home& home() const { return home_; }

  Result<void> keep_token(const std::string& user, const std::string& token);
  Result<void> forget_token();

 private:
  Result<std::optional<std::string>> token() const;

  const Options& options_;
  Transport transport_;
  service::Home home_;
  std::shared_ptr<Json> last_problem_;
};

// Reads a password: from a file, else from the terminal without showing it, else a line of stdin.
Result<Secret> read_password(const std::string& file, const std::string& prompt);

Result<Json> read_json_file(const std::filesystem::path& file);

}  // namespace passerelle::cli
