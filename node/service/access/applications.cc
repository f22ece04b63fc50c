#include "node/service/access/applications.h"

#include <nlohmann/json.hpp>

#include "node/crypto/random.h"
#include "node/crypto/signed_document.h"
#include "node/identity/errors.h"
#include "node/service/callers.h"
#include "node/service/catalogue/records.h"
#include "node/service/errors.h"
#include "policies/form/check.h"

namespace passerelle::service {
namespace {

using identity::Role;

constexpr std::chrono::seconds kPeerDeadline{15};

// The state of one country's part as the requesting node knows it.
struct Part {
  NodeId node;
  std::string state;   // "not_delivered", "submitted", "granted", "refused", "withdrawn", …
  std::string reason;  // of a refusal or of a failure to deliver
  std::string permit;  // envelope
};

Result<void> save_part(Node& node, const ApplicationId& id, const Part& part, audit::Event event) {
  return node.commit(
      event, {{"application", id.text()}, {"node", part.node.text()}, {"state", part.state}},
      [&](store::Transaction& tx) {
        return tx.run(
            "insert into application_parts (application, node, state, reason, permit)"
            " values (?, ?, ?, ?, ?)"
            " on conflict (application, node) do update set state = excluded.state,"
            " reason = excluded.reason, permit = excluded.permit",
            id, part.node, part.state, part.reason, part.permit);
      });
}

Result<std::vector<Part>> parts_of(store::Reader& reader, const ApplicationId& id) {
  const auto rows = reader.query(
      "select node, state, reason, permit from application_parts where application = ?"
      " order by node",
      id);
  if (!rows) return rows.error();
  std::vector<Part> parts;
  for (const auto& row : *rows) {
    parts.push_back({NodeId(row.text(0)), row.text(1), row.text(2), row.text(3)});
  }
  return parts;
}

Json to_json(const ApplicationId& id, const std::vector<Part>& parts) {
  Json list = Json::array();
  for (const auto& part : parts) {
    Json item = {{"node", part.node.text()}, {"state", part.state}};
    if (!part.reason.empty()) item["reason"] = part.reason;
    if (!part.permit.empty()) item["permit"] = Json::parse(part.permit);
    list.push_back(item);
  }
  return {{"application", id.text()}, {"parts", list}};
}

Result<access::Application> find_application(store::Reader& reader, const ApplicationId& id) {
  const auto row = reader.query_one("select envelope from applications where id = ?", id);
  if (!row) return row.error();
  if (!*row) return Error{ServiceError::not_found, "there is no application " + id.text()};
  const auto document = parse_json((*row)->text(0));
  if (!document) return document.error();
  return access::application_from_json(document->at("body"));
}

Part deliver(Node& node, const access::Application& application, const NodeId& to) {
  const auto failed = [&](const Error& why) { return Part{to, "not_delivered", why.text(), {}}; };
  const auto peers = node.peers();
  if (!peers) return failed(peers.error());
  const auto part = application.part_for(to);
  if (!part) return failed(part.error());
  const auto envelope =
      crypto::SignedDocument::sign(access::kApplicationType, access::to_json(*part), node.seal_key);
  auto request = http::make_request(http::Method::post, "/federation/v1/applications",
                                    canonical_text(envelope.envelope()), "application/json");
  if (!request) return failed(request.error());
  const auto response = (*peers)->ask(to, *std::move(request), kPeerDeadline);
  if (!response) return failed(response.error());
  return {to, "submitted", {}, {}};
}

// Returns the permit when the node's seal key signed it for this application.
Result<access::Permit> verified_permit(const identity::TrustList& list,
                                       const Json& envelope,
                                       const NodeId& issuer,
                                       const ApplicationId& application) {
  const auto* entry = list.find(issuer);
  if (entry == nullptr) {
    return Error{identity::IdentityError::unknown_node,
                 "the trust list names no node " + issuer.text()};
  }
  const auto document = crypto::SignedDocument::parse(envelope, access::kPermitType);
  if (!document) return document.error();
  const auto body = document->verify(entry->seal_key);
  if (!body) return body.error();
  auto permit = access::permit_from_json(*body);
  if (!permit) return permit.error();
  if (permit->issuer != issuer || permit->application != application) {
    return Error{ServiceError::conflict, issuer.text() + " sent a permit for something else"};
  }
  return permit;
}

Result<Part> ask_decision(Node& node,
                          const identity::TrustList& list,
                          const ApplicationId& id,
                          const NodeId& holder) {
  const auto peers = node.peers();
  if (!peers) return peers.error();
  auto request = http::make_request(
      http::Method::get, "/federation/v1/applications/" + http::percent_encoded(id.text()));
  if (!request) return request.error();
  const auto response = (*peers)->ask(holder, *std::move(request), kPeerDeadline);
  if (!response) return response.error();
  const auto said = parse_json(response->body);
  if (!said) return said.error();
  Part part{holder, said->value("state", std::string()), said->value("reason", std::string()), {}};
  const auto permit = said->find("permit");
  if (permit != said->end()) {
    if (auto verified = verified_permit(list, *permit, holder, id); !verified) {
      return verified.error();
    }
    part.permit = canonical_text(*permit);
  }
  return part;
}

}  // namespace

Result<Json> submit_application(Node& node, const identity::Caller& caller, const Json& draft) {
  const auto user = require_role(caller, Role::applicant);
  if (!user) return user.error();
  if (auto complete = form::require_complete(form::current_form(), draft); !complete) {
    return complete.error();
  }
  const ApplicationId id(node.id().text() + "-" + crypto::random_id());
  const auto application = access::application_from_draft(draft, id, node.id(), node.now());
  if (!application) return application.error();
  const auto envelope = crypto::SignedDocument::sign(access::kApplicationType,
                                                     access::to_json(*application), node.seal_key);
  const auto saved = node.commit(
      audit::Event::application_submitted,
      {{"application", id.text()},
       {"digest", access::digest(*application)},
       {"user", user->name().text()}},
      [&](store::Transaction& tx) -> Result<void> {
        // A courtesy for datasets of others: each holding node checks its own.
        if (auto ruled = require_in_force(node, tx, datasets_of(*application)); !ruled)
          return ruled;
        if (auto kept = tx.run(
                "insert into applications (id, envelope, user, submitted) values (?, ?, ?, ?)", id,
                canonical_text(envelope.envelope()), user->name(), application->submitted_at);
            !kept) {
          return kept;
        }
        for (const auto& holder : application->holding_nodes()) {
          if (auto kept = tx.run("insert into application_parts (application, node, state)"
                                 " values (?, ?, 'not_delivered')",
                                 id, holder);
              !kept) {
            return kept;
          }
        }
        return {};
      });
  if (!saved) return saved.error();
  return send_application(node, caller, id);
}

Result<Json> send_application(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  if (auto user = require_role(caller, Role::applicant); !user) return user.error();
  const auto application =
      node.database.read([&](store::Reader& reader) { return find_application(reader, id); });
  if (!application) return application.error();
  auto parts = node.database.read([&](store::Reader& reader) { return parts_of(reader, id); });
  if (!parts) return parts.error();
  for (auto& part : *parts) {
    if (part.state != "not_delivered") continue;
    part = deliver(node, *application, part.node);
    if (auto saved = save_part(node, id, part, audit::Event::application_submitted); !saved) {
      return saved.error();
    }
  }
  return to_json(id, *parts);
}

Result<Json> show_application(Node& node, const identity::Caller& caller, const ApplicationId& id) {
  if (auto user = require_role(caller, Role::applicant); !user) return user.error();
  auto parts = node.database.read([&](store::Reader& reader) -> Result<std::vector<Part>> {
    if (auto application = find_application(reader, id); !application) return application.error();
    return parts_of(reader, id);
  });
  if (!parts) return parts.error();
  const auto list = node.trust.current(node.now());
  if (!list) return list.error();
  Json unheard = Json::object();
  for (auto& part : *parts) {
    if (part.state == "not_delivered") continue;
    auto heard = ask_decision(node, **list, id, part.node);
    if (!heard) {
      unheard[part.node.text()] = heard.error().text();
      continue;
    }
    if (heard->state == part.state && heard->permit == part.permit) continue;
    part = *std::move(heard);
    if (auto saved = save_part(node, id, part, audit::Event::permit_received); !saved) {
      return saved.error();
    }
  }
  auto answer = to_json(id, *parts);
  if (!unheard.empty()) answer["not_reached"] = unheard;
  return answer;
}

Result<Json> list_applications(Node& node, const identity::Caller& caller) {
  if (auto user = require_role(caller, Role::applicant); !user) return user.error();
  const auto rows = node.database.read([](store::Reader& reader) {
    return reader.query("select id, user, submitted from applications order by submitted, id");
  });
  if (!rows) return rows.error();
  Json list = Json::array();
  for (const auto& row : *rows) {
    list.push_back(
        {{"application", row.text(0)}, {"user", row.text(1)}, {"submitted", row.text(2)}});
  }
  return Json{{"applications", list}};
}

Result<std::map<NodeId, HeldPermit>> permits_of(store::Reader& reader,
                                                const identity::TrustList& list,
                                                const ApplicationId& id) {
  const auto parts = parts_of(reader, id);
  if (!parts) return parts.error();
  std::map<NodeId, HeldPermit> permits;
  for (const auto& part : *parts) {
    if (part.permit.empty()) continue;
    const auto envelope = parse_json(part.permit);
    if (!envelope) return envelope.error();
    auto permit = verified_permit(list, *envelope, part.node, id);
    if (!permit) return permit.error();
    permits.emplace(part.node, HeldPermit{*std::move(permit), part.permit});
  }
  return permits;
}

}  // namespace passerelle::service
