// Prints the columns of a parquet file, as hyparquet reads them, as one JSON object of arrays of strings and nulls.
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
const rows = await parquetReadObjects({ file, metadata, compressors, utf8: false });

const text = (value) => {
  if (value === null || value === undefined) return null;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return Object.is(value, -0) ? '-0' : String(value);
};
const columns = Object.fromEntries(metadata.schema.slice(1).map(({ name }) => [name, rows.map((row) => text(row[name]))]));
console.log(JSON.stringify({ rowGroups: metadata.row_groups.map((group) => String(group.num_rows)), ...columns }));
