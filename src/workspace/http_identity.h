#pragma once

#include <vector>

#include "json/reader.h"
#include "workspace/endpoint.h"
#include "workspace/sign_in.h"

/// What the endpoints of people share.
namespace dunlin::workspace {

inline constexpr json::TextLimits kPersonName{.min_bytes = 1, .max_bytes = 80};
inline constexpr json::TextLimits kEmail{.min_bytes = 3, .max_bytes = 254};
inline constexpr json::TextLimits kPassword{.min_bytes = 1, .max_bytes = 1024};
inline constexpr json::TextLimits kToken{.min_bytes = 1, .max_bytes = 128};

/// How people reach this server, without a slash at the end.
std::string address_of(const IdentityNeeds& needs, const Call& call);
AtDoor door_of(const IdentityNeeds& needs, const Call& call);
/// The e-mail as it was written, checked.
std::string read_email(json::Reader& in, std::string_view field = "email");
std::string read_language(json::Reader& in);
/// Who is signed in, where, and what they may do there.
struct MeAsked {
  PersonScope self;
  SessionId session;
  std::optional<WorkspaceId> workspace;
  Secret<> token;  ///< of the session
  Instant now;
};
Result<json::Value> me_json(db::Tx& tx, const MeAsked& asked);

/// /api/v1/sign-in, set-up, sign-up, invitations looked at and accepted, password resets.
std::vector<Endpoint> door_endpoints(const IdentityNeeds& needs);
/// /api/v1/me and what is under it, sign-out, workspaces made and switched.
std::vector<Endpoint> me_endpoints(const IdentityNeeds& needs);
/// /api/v1/me/totp and /api/v1/me/recovery-codes.
std::vector<Endpoint> second_factor_endpoints(const IdentityNeeds& needs);
/// /api/v1/installation: links for the operator, the installation's own audit log.
std::vector<Endpoint> installation_endpoints(const IdentityNeeds& needs);
/// /api/v1/members, /api/v1/invitations, /api/v1/audit.
std::vector<Endpoint> member_endpoints(const IdentityNeeds& needs);
std::vector<Endpoint> audit_endpoints(db::Database database);

}  // namespace dunlin::workspace
