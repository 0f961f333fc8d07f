# Run as a script: writes OUTPUT, a C++ file that holds every migrations/<set>/*.sql below ROOT.
file(GLOB files RELATIVE ${ROOT} ${ROOT}/*/*.sql)
list(SORT files)
set(entries "")
foreach(file IN LISTS files)
  file(READ ${ROOT}/${file} text)
  get_filename_component(folder ${file} DIRECTORY)
  get_filename_component(name ${file} NAME)
  string(APPEND entries "    {\"${folder}\", \"${name}\", R\"dunlin_sql(${text})dunlin_sql\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"db/migrations.h\"\n
#include <vector>\n
namespace dunlin::db {\n
std::span<const MigrationFile> embedded_migrations() {
  static const std::vector<MigrationFile> files{
${entries}  };
  return files;
}\n
}  // namespace dunlin::db\n")
