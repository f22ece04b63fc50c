#include "node/open_node.h"

#include "node/service/access/applications.h"
#include "node/service/access/case_consequences.h"
#include "node/service/access/cases.h"
#include "node/service/access/notices.h"
#include "node/service/access/permit_status.h"
#include "node/service/access/reminders.h"
#include "node/service/catalogue/harvest_run.h"
#include "node/service/catalogue/search.h"
#include "node/service/studies/order_execution.h"
#include "node/service/studies/orders.h"
#include "node/service/studies/runs.h"

namespace passerelle {
namespace {

// A node applies and decides: each room says what messages do on its side.
service::MessageHandlers message_handlers(service::Node& node) {
  auto handlers = service::applicant_messages(node);
  for (auto& [type, handler] : service::case_messages(node)) {
    handlers[type].receive = std::move(handler.receive);
  }
  service::add_notice_handlers(node, handlers);
  service::add_reminder_handler(handlers);
  return handlers;
}

}  // namespace

Result<std::unique_ptr<service::Node>> open_node(const service::Home& home, const Clock& clock) {
  auto node = service::Node::open(home, clock);
  if (!node) return node;
  const auto prepared = service::prepare_search((*node)->database, (*node)->config);
  if (!prepared) return prepared.error();
  return node;
}

Result<void> connect_node(service::Node& node,
                          net::Runtime& runtime,
                          const net::TlsIdentity& identity) {
  return node.connect(
      runtime, identity,
      {service::run_hooks(node),
       [&node, &runtime](service::DueHarvest due, service::Interruption& interruption) {
         service::HarvestRun(node, runtime, interruption, std::move(due)).perform();
       },
       [](service::Node& connected) {
         service::tell_silences(connected);
         service::give_reminders(connected);
         service::stop_ended_orders(connected);
         service::refresh_permit_status(connected);
       },
       [](service::Node& connected) {
         const auto resumed = service::resume_orders(connected);
         return resumed ? service::resume_runs(connected) : resumed;
       },
       message_handlers(node), service::stop_orders});
}

}  // namespace passerelle
