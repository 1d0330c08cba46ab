// No culture may change how a number or a day is written; said here, too, as a host may be run without our build's settings.
System.Globalization.CultureInfo.CurrentCulture =
    System.Globalization.CultureInfo.DefaultThreadCurrentCulture = System.Globalization.CultureInfo.InvariantCulture;
System.Globalization.CultureInfo.CurrentUICulture =
    System.Globalization.CultureInfo.DefaultThreadCurrentUICulture = System.Globalization.CultureInfo.InvariantCulture;
return await Leader.Api.CommandLine.LeaderProgram.RunAsync(args);
