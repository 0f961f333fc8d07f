#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "accounts/accounts.h"
#include "alerts/alerts.h"
#include "feed/feed.h"
#include "intake/intake.h"
#include "outbound/outbound.h"
#include "server/backup.h"
#include "workspace/sign_in.h"

namespace dunlin::server {

/// What the features' tables are made of.
struct EndpointNeeds {
  db::Database main, journal;
  Seams& seams;
  const accounts::Vault& vault;
  graph::Graph& graph;
  intake::WebhookOptions webhook;
  intake::Replay replay;
  std::function<void()> wake_sender;
  std::vector<outbound::SettleListener> settled;  ///< by hand or by a device
  outbound::Budgets budgets;
  MakeBackup make_backup;
  workspace::IdentityNeeds identity;
  std::shared_ptr<feed::Hub> hub{};
  alerts::Needs alerts;
};

/// The whole API: every feature's table, joined. api/openapi.yaml says the same; a test compares
/// both.
std::vector<workspace::Endpoint> all_endpoints(const EndpointNeeds& needs);

}  // namespace dunlin::server
