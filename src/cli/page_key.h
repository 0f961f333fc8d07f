#pragma once

#include <string>

#include "server/app.h"

namespace dunlin::cli {

/// The installer's key of this machine, kept in <data>/cli.key (0600) for the command line and for
/// the address that the simulator page opens with. Made at the first start, and again when the file
/// is gone or the key was revoked.
struct PageKey {
  Secret<> token;
  std::string file;
};
/// The key in a file of this kind, empty when it cannot be read.
Secret<> read_private(const std::string& path);
Task<Result<PageKey>> make_page_key(server::App& app, db::Database database, std::string data_dir);

}  // namespace dunlin::cli
