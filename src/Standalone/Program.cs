using Enterprise.Standalone.Commands;

return await CommandLine.Run(args);
